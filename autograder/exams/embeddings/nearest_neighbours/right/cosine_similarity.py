import torch
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    similarities = F.cosine_similarity(vectors, vectors[query][None], dim=-1)
    others = torch.tensor([i for i in range(len(vectors)) if i != query], dtype=torch.int64)
    places = similarities[others].argsort(descending=True, stable=True)[:k]
    return others[places], similarities[others][places]
