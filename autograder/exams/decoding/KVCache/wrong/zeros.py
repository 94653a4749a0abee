# score: 0
import torch


class KVCache:
    def __init__(self, n_layers):
        pass

    @property
    def length(self):
        return 0

    def update(self, layer, key, value):
        return torch.zeros_like(key), torch.zeros_like(value)
