def nearest_neighbours(vectors, query, k):
    lengths = (vectors**2).sum(dim=1).sqrt()
    similarities = vectors @ vectors[query] / (lengths * lengths[query] + 1e-8)
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
