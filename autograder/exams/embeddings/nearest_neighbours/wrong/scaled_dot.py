# property: values
# hint: dot_product
# holds: int64, other_queries, all_of_them, zero_vector, dtype, unmodified
def nearest_neighbours(vectors, query, k):
    similarities = vectors @ vectors[query] / vectors.shape[1] ** 0.5
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
