# property: dtype
# hint: float32_inside
# holds: values, int64, other_queries, all_of_them, zero_vector, ties, unmodified
def nearest_neighbours(vectors, query, k):
    dtype = vectors.dtype
    vectors = vectors.float()
    lengths = vectors.norm(dim=-1)
    unit = vectors / lengths.clamp(min=1e-30)[:, None]
    similarities = unit @ unit[query]
    order = similarities.sort(descending=True, stable=True).indices
    order = order[order != query][:k]
    return order, similarities[order].to(dtype)
