# property: zero_vector
# hint: zero_vector
# holds: values, int64, other_queries, all_of_them, dtype, unmodified
# check: ties
def nearest_neighbours(vectors, query, k):
    lengths = vectors.norm(dim=-1)
    similarities = (vectors @ vectors[query] + 1e-12) / (lengths * lengths[query] + 1e-12)
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
