# property: zero_vector
# hint: zero_vector
# holds: values, int64, other_queries, all_of_them, ties, dtype, unmodified
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = (unit @ unit[query]).masked_fill((vectors == 0).all(dim=-1), -1)
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
