# property: values
# hint: distance
# holds: int64, other_queries, all_of_them, dtype, unmodified
import torch


def nearest_neighbours(vectors, query, k):
    distances = torch.cdist(vectors, vectors[query][None])[:, 0]
    order = distances.argsort(stable=True)
    order = order[order != query][:k]
    return order, distances[order]
