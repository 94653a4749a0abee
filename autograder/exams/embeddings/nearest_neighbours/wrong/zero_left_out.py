# property: zero_vector
# hint: zeros_left_out
# holds: values, int64, other_queries, all_of_them, ties, dtype, unmodified
def nearest_neighbours(vectors, query, k):
    lengths = vectors.norm(dim=-1)
    unit = vectors / lengths.clamp(min=1e-30)[:, None]
    similarities = unit @ unit[query]
    order = similarities.sort(descending=True, stable=True).indices
    order = order[(order != query) & (lengths[order] > 0)][:k]
    return order, similarities[order]
