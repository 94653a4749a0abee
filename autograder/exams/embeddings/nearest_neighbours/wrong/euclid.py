# property: values
# hint: distance
# holds: int64, other_queries, all_of_them, dtype, unmodified
def nearest_neighbours(vectors, query, k):
    distances = (vectors - vectors[query]).norm(dim=-1)
    order = distances.argsort(stable=True)
    order = order[order != query][:k]
    return order, distances[order]
