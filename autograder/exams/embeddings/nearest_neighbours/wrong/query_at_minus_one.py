# property: ties
# hint: query_at_minus_one
# holds: values, int64, other_queries, all_of_them, zero_vector, dtype, unmodified
import torch


def nearest_neighbours(vectors, query, k):
    lengths = vectors.norm(dim=1, keepdim=True)
    directions = vectors / torch.where(lengths > 0, lengths, 1.0)
    similarities = directions @ directions[query]
    similarities[query] = -1
    best, order = torch.sort(similarities, descending=True, stable=True)
    count = min(k, len(vectors) - 1)
    return order[:count], best[:count]
