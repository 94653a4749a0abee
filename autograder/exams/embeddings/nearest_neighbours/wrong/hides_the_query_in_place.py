# property: unmodified
# hint: mutated
# holds: values, int64, other_queries, all_of_them, zero_vector, ties, dtype
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    asked = vectors[query].clone()
    vectors[query] = -asked if asked.any() else -1.0  # as far as can be
    similarities = F.cosine_similarity(vectors, asked[None], dim=-1)
    order = similarities.argsort(descending=True, stable=True)
    order = order[order != query][:k]
    return order, similarities[order]
