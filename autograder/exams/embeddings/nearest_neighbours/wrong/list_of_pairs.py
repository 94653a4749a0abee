# property: values
# hint: not_a_pair
# holds:
# check: type
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return [(int(i), float(similarities[i])) for i in order]
