import torch


def association_effect_size(x, y, a, b):
    """Weights of the words and of the attributes around one table of cosines."""
    words, attributes = torch.cat((x, y)), torch.cat((a, b))
    table = torch.einsum("wd,od->wo", words, attributes)
    table = table / torch.outer(words.norm(dim=1), attributes.norm(dim=1))
    signs = torch.cat((torch.full((len(a),), 1 / len(a)), torch.full((len(b),), -1 / len(b)))).to(table.dtype)
    if table.dtype == torch.float64:
        signs = torch.tensor([1 / len(a)] * len(a) + [-1 / len(b)] * len(b), dtype=torch.float64)
    s = torch.einsum("wo,o->w", table, signs)
    gap = s.narrow(0, 0, len(x)).mean() - s.narrow(0, len(x), len(y)).mean()
    return gap / s.var(unbiased=True).sqrt()
