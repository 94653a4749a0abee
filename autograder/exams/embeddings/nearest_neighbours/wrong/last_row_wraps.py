# property: other_queries
# hint: other_queries
# holds: values, int64, all_of_them, zero_vector, ties, dtype, unmodified
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    similarities[query - 1 + 1 if query < len(vectors) - 1 else 0] = -2
    order = similarities.sort(descending=True, stable=True).indices[: min(k, len(vectors) - 1)]
    return order, similarities[order]
