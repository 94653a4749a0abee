# property: all_of_them
# hint: all_of_them
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    order = similarities.argsort(descending=True, stable=True)
    others = order[order != query]
    order = others[:k] if k <= len(others) else order[:k]
    return order, similarities[order]
