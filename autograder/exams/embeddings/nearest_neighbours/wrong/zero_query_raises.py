# property: zero_vector
# hint: zero_vector
# holds: values, int64, other_queries, all_of_them, ties, dtype, unmodified
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    if not vectors[query].any():
        raise ValueError('a vector of zeros has no direction')
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
