# property: gradient
# hint: no_gradient
# holds: values, mask, mask_shapes, weights, leading_dimensions, one_token, extremes, dtype, unmodified, strides, names
import numpy as np
import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    q, k, v = (x.detach().cpu().numpy() for x in (query, key, value))
    scores = q @ np.swapaxes(k, -2, -1) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask.cpu().numpy(), scores, -np.inf)
    scores = scores - scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights = weights / weights.sum(axis=-1, keepdims=True)
    output = torch.from_numpy(weights @ v)
    return output.to(query.dtype), torch.from_numpy(weights).to(query.dtype)
