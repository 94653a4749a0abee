# property: values
# hint: one_minus
# holds: int64, other_queries, all_of_them, ties, dtype, unmodified
def nearest_neighbours(vectors, query, k):
    lengths = vectors.norm(dim=-1)
    unit = vectors / lengths.clamp(min=1e-30)[:, None]
    similarities = unit @ unit[query]
    order = similarities.sort(descending=True, stable=True).indices
    order = order[order != query][:k]
    return order, 1 - similarities[order]
