# property: values
# hint: distance
def nearest_neighbours(vectors, query, k):
    similarities = -(vectors - vectors[query]).norm(dim=-1)
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
