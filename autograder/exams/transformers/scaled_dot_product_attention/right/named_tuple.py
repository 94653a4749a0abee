import math
from typing import NamedTuple

import torch


class Attention(NamedTuple):
    output: torch.Tensor
    weights: torch.Tensor


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = torch.matmul(query, key.mT).div(math.sqrt(query.size(-1)))
    scores = scores if mask is None else torch.where(mask, scores, -math.inf)
    weights = scores.softmax(-1)
    return Attention(output=weights.matmul(value), weights=weights)
