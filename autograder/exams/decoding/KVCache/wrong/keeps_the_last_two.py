# property: values
# hint: forgets
# holds: layers, passed_in, handed_out, sizes, dtype
import torch


class KVCache:
    def __init__(self, n_layers):
        self.last = [None] * n_layers

    @property
    def length(self):
        return 0

    def update(self, layer, key, value):
        keys, values = key, value
        if self.last[layer] is not None:
            keys = torch.cat([self.last[layer][0], key], dim=2)
            values = torch.cat([self.last[layer][1], value], dim=2)
        self.last[layer] = key.clone(), value.clone()
        return keys, values
