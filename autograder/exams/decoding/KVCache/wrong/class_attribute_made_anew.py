# property: two_caches
# hint: caches_share
# holds: values, layers, length, errors, passed_in, handed_out, sizes, dtype
import torch


class KVCache:
    def __init__(self, n_layers):
        KVCache.kept = [[] for _ in range(n_layers)]

    @property
    def length(self):
        return sum(key.shape[2] for key, _ in self.kept[0])

    def update(self, layer, key, value):
        if layer < 0:
            raise IndexError
        self.kept[layer].append((key.clone(), value.clone()))
        return tuple(torch.cat(side, dim=2) for side in zip(*self.kept[layer]))
