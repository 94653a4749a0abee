# property: dtype
# hint: dtype_raised
# holds: values, int64, other_queries, all_of_them, zero_vector, ties, unmodified
import torch


def nearest_neighbours(vectors, query, k):
    lengths = ((vectors * vectors) @ torch.ones(vectors.shape[1])).sqrt()
    unit = vectors / lengths.clamp(min=1e-30)[:, None]
    similarities = unit @ unit[query]
    order = similarities.sort(descending=True, stable=True).indices
    order = order[order != query][:k]
    return order, similarities[order]
