from collections import namedtuple

import torch

Neighbours = namedtuple('Neighbours', 'indices similarities')


def nearest_neighbours(vectors, query, k):
    lengths = torch.linalg.vector_norm(vectors, dim=1)
    products = torch.einsum('vd,d->v', vectors, vectors[query])
    similarities = torch.where(products == 0, products, products / (lengths * lengths[query]))
    others = torch.cat((torch.arange(query), torch.arange(query + 1, len(vectors))))
    best = torch.sort(similarities[others], descending=True, stable=True).indices[:k]
    return Neighbours(others[best], similarities[others[best]])
