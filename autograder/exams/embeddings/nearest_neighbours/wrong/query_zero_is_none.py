# property: other_queries
# hint: other_queries
# holds: values, int64, zero_vector, ties, dtype, unmodified
def nearest_neighbours(vectors, query, k):
    lengths = vectors.norm(dim=-1)
    unit = vectors / lengths.clamp(min=1e-30)[:, None]
    similarities = unit @ unit[query]
    order = similarities.sort(descending=True, stable=True).indices
    order = order[order != (query or -1)][:k]
    return order, similarities[order]
