# property: values
# hint: centered
# holds: int64, other_queries, all_of_them, zero_vector, dtype, unmodified
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors - vectors.mean(dim=1, keepdim=True), dim=-1)
    similarities = unit @ unit[query]
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
