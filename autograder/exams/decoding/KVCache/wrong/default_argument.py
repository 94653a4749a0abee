# property: values
# hint: caches_share
# holds:
import torch


class KVCache:
    def __init__(self, n_layers, kept={}):
        self.n_layers, self.kept = n_layers, kept

    @property
    def length(self):
        return sum(key.shape[2] for key, _ in self.kept.get(0, []))

    def update(self, layer, key, value):
        if not 0 <= layer < self.n_layers:
            raise IndexError
        self.kept.setdefault(layer, []).append((key.clone(), value.clone()))
        return tuple(torch.cat(side, dim=2) for side in zip(*self.kept[layer]))
