# property: ties
# hint: equal_left_out
# holds: values, int64, other_queries, all_of_them, zero_vector, dtype, unmodified
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    order = similarities.argsort(descending=True, stable=True)
    order = order[similarities[order] < 0.999999][:k]
    return order, similarities[order]
