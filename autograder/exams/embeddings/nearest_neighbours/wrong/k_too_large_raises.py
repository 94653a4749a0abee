# property: all_of_them
# hint: all_of_them
# holds: values, int64, other_queries, zero_vector, ties, dtype, unmodified
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    if k >= len(vectors):
        raise ValueError('there are not so many rows')
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
