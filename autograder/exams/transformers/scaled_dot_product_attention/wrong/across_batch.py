# property: values
# hint: across_batch
# holds: leading_dimensions, one_token, extremes, dtype, gradient, unmodified, strides, names
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    width = query.shape[-1]
    rows = query.reshape(-1, width)
    columns = key.reshape(-1, width)
    scores = rows @ columns.T / math.sqrt(width)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    output = weights @ value.reshape(-1, value.shape[-1])
    return output.reshape(*query.shape[:-1], value.shape[-1]), weights
