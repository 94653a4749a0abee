# property: strides
# hint: strides
# holds: values, mask, mask_shapes, weights, leading_dimensions, one_token, extremes, dtype, gradient, unmodified, names
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    n, d = query.shape[-2:]
    m = key.shape[-2]
    scores = torch.bmm(query.view(-1, n, d), key.view(-1, m, d).transpose(1, 2)) / math.sqrt(d)
    scores = scores.view(*query.shape[:-1], m)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
