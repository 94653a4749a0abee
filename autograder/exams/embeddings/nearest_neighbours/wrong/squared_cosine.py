# property: values
# hint: by_size
# holds: int64, other_queries, all_of_them, zero_vector, ties, dtype, unmodified
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = (unit @ unit[query]) ** 2
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
