# property: values
# hint: distance
# holds: int64, other_queries, all_of_them, zero_vector, dtype, unmodified
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    order = (vectors - vectors[query]).norm(dim=-1).argsort(stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
