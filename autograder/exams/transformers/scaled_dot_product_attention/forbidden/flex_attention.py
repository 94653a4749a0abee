# property: values
# hint: forbidden
import torch
from torch.nn.attention.flex_attention import flex_attention


def scaled_dot_product_attention(query, key, value, mask=None):
    *lead, n, d = query.shape
    m = key.shape[-2]
    mask = torch.ones(n, m, dtype=torch.bool) if mask is None else mask
    mask = mask.expand(*lead, n, m).reshape(-1, n, m)
    q, k, v = (tensor.reshape(-1, 1, *tensor.shape[-2:]) for tensor in (query, key, value))
    unit = torch.eye(m, dtype=v.dtype).expand(q.shape[0], 1, m, m)

    def hide(score, batch, head, i, j):
        return torch.where(mask[batch, i, j], score, -float("inf"))

    def attend(values):
        return flex_attention(q, k, values, score_mod=hide).reshape(*lead, n, -1)

    return attend(v), attend(unit)
