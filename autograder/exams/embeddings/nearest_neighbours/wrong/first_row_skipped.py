# property: ties
# hint: first_left_out
# holds: values, int64, other_queries, all_of_them, zero_vector, dtype, unmodified
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    similarities, order = similarities.sort(descending=True, stable=True)
    return order[1 : k + 1], similarities[1 : k + 1]
