# property: layers
# hint: layers_mixed
# holds: values, errors, passed_in, handed_out, two_caches, sizes, dtype
import torch


class KVCache:
    def __init__(self, n_layers):
        self.parts = [[]] * n_layers

    @property
    def length(self):
        return sum(key.shape[2] for key, _ in self.parts[0])

    def update(self, layer, key, value):
        if not 0 <= layer < len(self.parts):
            raise IndexError
        self.parts[layer].append((key.clone(), value.clone()))
        return tuple(torch.cat(side, dim=2) for side in zip(*self.parts[layer]))
