# property: length
# hint: length_counts_updates
# holds: values, layers, errors, passed_in, handed_out, sizes, dtype
import torch


class KVCache:
    def __init__(self, n_layers):
        self.keys = [None] * n_layers
        self.values = [None] * n_layers
        self.updates = 0

    @property
    def length(self):
        return self.updates

    def update(self, layer, key, value):
        if not 0 <= layer < len(self.keys):
            raise IndexError(layer)
        if self.keys[layer] is not None:
            key = torch.cat([self.keys[layer], key], dim=2)
            value = torch.cat([self.values[layer], value], dim=2)
        self.updates += 1
        self.keys[layer], self.values[layer] = key.clone(), value.clone()
        return key.clone(), value.clone()
