# property: values
# hint: distance
def nearest_neighbours(vectors, query, k):
    distances = (vectors - vectors[query]).abs().sum(dim=-1)
    order = distances.argsort(stable=True)
    order = order[order != query][:k]
    return order, distances[order]
