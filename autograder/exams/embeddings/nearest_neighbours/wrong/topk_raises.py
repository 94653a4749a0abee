# property: all_of_them
# hint: all_of_them
# holds: values, int64, other_queries, zero_vector, ties, dtype, unmodified
def nearest_neighbours(vectors, query, k):
    lengths = vectors.norm(dim=-1)
    unit = vectors / lengths.clamp(min=1e-30)[:, None]
    similarities = unit @ unit[query]
    similarities[query] = -2
    similarities.topk(k)
    order = similarities.sort(descending=True, stable=True).indices
    order = order[order != query][:k]
    return order, similarities[order]
