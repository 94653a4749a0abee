import numpy as np
import torch


def nearest_neighbours(vectors, query, k):
    x = vectors.numpy()
    lengths = np.sqrt((x * x).sum(axis=1))
    products = x @ x[query]
    below = lengths * lengths[query]
    similarities = np.divide(products, below, out=np.zeros_like(products), where=below > 0)
    order = np.argsort(-similarities, kind='stable')
    order = order[order != query][:k]
    return torch.from_numpy(order), torch.from_numpy(similarities[order])
