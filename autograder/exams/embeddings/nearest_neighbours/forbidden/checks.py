# property: values
# hint: forbidden
from course_lib.checks.embeddings_wrong import cosines


def nearest_neighbours(vectors, query, k):
    similarities = cosines(vectors, query).to(vectors.dtype)
    order = similarities.sort(descending=True, stable=True).indices
    order = order[order != query][:k]
    return order, similarities[order]
