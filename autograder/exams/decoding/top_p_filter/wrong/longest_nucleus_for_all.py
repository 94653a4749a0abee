# property: values
# hint: largest_for_all
# holds: leading_dimensions, any_scores, exactly, one_kept, all_kept, unmodified, errors, infinities, dtype
import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError(p)
    if p == 1:
        return logits.clone()
    shares, order = logits.softmax(dim=-1).sort(dim=-1, descending=True)
    most = (shares.cumsum(dim=-1) - shares < p).sum(dim=-1).max()
    goes = torch.arange(logits.shape[-1]).expand_as(logits) >= most
    return logits.masked_fill(torch.zeros_like(goes).scatter(-1, order, goes), -torch.inf)
