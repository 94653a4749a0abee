# property: values
# hint: whole_norm
def nearest_neighbours(vectors, query, k):
    similarities = vectors @ vectors[query] / vectors.norm()
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
