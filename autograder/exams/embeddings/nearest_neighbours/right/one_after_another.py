import torch


def nearest_neighbours(vectors, query, k):
    left = [i for i in range(len(vectors)) if i != query]
    cosine = {}
    for i in left:
        lengths = vectors[i].norm() * vectors[query].norm()
        cosine[i] = (vectors[i] @ vectors[query] / lengths).item() if lengths > 0 else 0.0
    found = []
    while left and len(found) < k:
        best = max(left, key=cosine.get)  # the first of the largest
        found.append(best)
        left.remove(best)
    return torch.tensor(found, dtype=torch.int64), torch.tensor([cosine[i] for i in found], dtype=vectors.dtype)
