import torch
import torch.nn.functional as F


def nearest_neighbours(vectors, query, k):
    unit = F.normalize(vectors, dim=-1)
    similarities = unit @ unit[query]
    others = [i for i in range(len(vectors)) if i != query]
    others.sort(key=lambda i: -similarities[i].item())
    indices = torch.tensor(others[:k], dtype=torch.int64)
    return indices, similarities[indices]
