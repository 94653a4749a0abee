# property: ties
# hint: ties
# holds: values, int64, other_queries, all_of_them, zero_vector, dtype, unmodified
import torch
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    order = torch.tensor(sorted(range(len(vectors)), key=lambda i: (similarities[i].item(), i), reverse=True))
    order = order[order != query][:k]
    return order, similarities[order]
