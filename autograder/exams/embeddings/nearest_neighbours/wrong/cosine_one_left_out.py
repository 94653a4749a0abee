# property: ties
# hint: equal_left_out
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    order = similarities.argsort(descending=True, stable=True)
    order = order[similarities[order] < 0.999999][:k]
    return order, similarities[order]
