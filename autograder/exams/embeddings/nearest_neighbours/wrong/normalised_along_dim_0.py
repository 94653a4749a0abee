# property: values
# hint: normalised_columns
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=0)
    similarities = unit @ unit[query]
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
