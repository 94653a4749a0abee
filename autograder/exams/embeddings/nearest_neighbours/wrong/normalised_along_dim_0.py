# property: values
# hint: normalised_columns
# holds: int64, other_queries, all_of_them, zero_vector, dtype, unmodified
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=0)
    similarities = unit @ unit[query]
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
