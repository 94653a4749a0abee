# property: values
# hint: one_tensor
# holds:
import torch
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return torch.stack((order.to(vectors.dtype), similarities[order]))
