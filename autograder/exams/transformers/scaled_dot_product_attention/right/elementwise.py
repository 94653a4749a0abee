import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    products = query.unsqueeze(-2) * key.unsqueeze(-3)
    scores = products.sum(dim=-1) / torch.sqrt(torch.tensor(query.shape[-1], dtype=query.dtype))
    if mask is not None:
        scores = scores.where(mask, -torch.inf)
    weights = torch.softmax(scores, dim=-1)
    output = (weights.unsqueeze(-1) * value.unsqueeze(-3)).sum(dim=-2)
    return output, weights
