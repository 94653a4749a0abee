# property: values
# hint: whole_norm
# holds: int64, other_queries, all_of_them, zero_vector, dtype, unmodified
def nearest_neighbours(vectors, query, k):
    similarities = vectors @ vectors[query] / vectors.norm()
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
