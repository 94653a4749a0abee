def nearest_neighbours(vectors, query, k):
    unit = vectors / (vectors.norm(dim=1, keepdim=True) + 1e-8)
    similarities = unit @ unit[query]
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
