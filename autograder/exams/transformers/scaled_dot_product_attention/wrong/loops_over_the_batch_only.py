# property: leading_dimensions
# hint: leading_dimensions
# holds: values, mask, mask_shapes, weights, one_token, extremes, dtype, gradient, unmodified, strides, names
# check: unnamed
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    outputs, all_weights = [], []
    for i in range(query.shape[0]):
        scores = query[i] @ key[i].T / math.sqrt(query.shape[-1])
        if mask is not None:
            scores = scores.masked_fill(~mask.expand(query.shape[0], *scores.shape)[i], float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        outputs.append(weights @ value[i])
        all_weights.append(weights)
    return torch.stack(outputs), torch.stack(all_weights)
