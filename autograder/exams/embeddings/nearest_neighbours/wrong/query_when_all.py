# property: all_of_them
# hint: all_of_them
# holds: values, int64, other_queries, zero_vector, ties, dtype, unmodified
import math

import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    hidden = similarities.clone()
    hidden[query] = -math.inf
    order = hidden.sort(descending=True, stable=True).indices[:k]
    return order, similarities[order]
