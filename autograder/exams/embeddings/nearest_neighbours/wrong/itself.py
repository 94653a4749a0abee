# property: values
# hint: query_included
# holds: int64, other_queries, all_of_them, zero_vector, ties, dtype, unmodified
def nearest_neighbours(vectors, query, k):
    lengths = vectors.norm(dim=-1)
    unit = vectors / lengths.clamp(min=1e-30)[:, None]
    similarities = unit @ unit[query]
    order = similarities.sort(descending=True, stable=True).indices
    order = order[:k]
    return order, similarities[order]
