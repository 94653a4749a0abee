# property: values
# hint: distance
# holds: int64, other_queries, all_of_them, dtype, unmodified
def nearest_neighbours(vectors, query, k):
    similarities = 1 / (1 + (vectors - vectors[query]).norm(dim=-1))
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
