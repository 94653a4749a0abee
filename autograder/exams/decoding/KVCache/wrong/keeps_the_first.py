# property: values
# hint: forgets
# holds: layers, passed_in, handed_out, sizes, dtype
import torch


class KVCache:
    def __init__(self, n_layers):
        self.first = [None] * n_layers

    @property
    def length(self):
        return 0

    def update(self, layer, key, value):
        if self.first[layer] is None:
            self.first[layer] = key.clone(), value.clone()
            return key.clone(), value.clone()
        return torch.cat([self.first[layer][0], key], dim=2), torch.cat([self.first[layer][1], value], dim=2)
