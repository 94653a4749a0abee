import math

import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    hidden = similarities.clone()
    hidden[query] = -math.inf
    values, indices = hidden.sort(descending=True, stable=True)
    k = min(k, len(vectors) - 1)
    return indices[:k], values[:k]
