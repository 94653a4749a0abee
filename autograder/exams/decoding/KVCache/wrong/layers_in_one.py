# property: layers
# hint: layers_mixed
# holds: values, errors, passed_in, handed_out, two_caches, sizes, dtype
import torch


class KVCache:
    def __init__(self, n_layers):
        self.keys = self.values = None
        self.n_layers = n_layers

    @property
    def length(self):
        return 0 if self.keys is None else self.keys.shape[2]

    def update(self, layer, key, value):
        if not 0 <= layer < self.n_layers:
            raise IndexError
        if self.keys is not None:
            key, value = torch.cat([self.keys, key], dim=2), torch.cat([self.values, value], dim=2)
        self.keys, self.values = key.clone(), value.clone()
        return key, value
