# property: zero_vector
# hint: zero_vector
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = (unit @ unit[query]).masked_fill((vectors == 0).all(dim=-1), -1)
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
