import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = torch.matmul(query, key.mT) * query.size(-1) ** -0.5
    if mask is not None:
        bias = torch.zeros(mask.shape, dtype=scores.dtype, device=scores.device)
        scores = scores + bias.masked_fill(~mask, -torch.inf)
    weights = torch.nn.functional.softmax(scores, dim=-1)
    return torch.matmul(weights, value), weights
