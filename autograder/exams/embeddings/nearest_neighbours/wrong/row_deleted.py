# property: values
# hint: shifted
# holds: int64, other_queries, all_of_them, zero_vector, ties, dtype, unmodified
import torch
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    others = torch.cat((unit[:query], unit[query + 1 :]))
    similarities = others @ unit[query]
    order = similarities.argsort(descending=True, stable=True)[:k]
    return order, similarities[order]
