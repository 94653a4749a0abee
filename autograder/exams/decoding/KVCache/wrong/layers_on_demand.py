# property: errors
# hint: no_index_error
# holds: values, layers, length, passed_in, handed_out, two_caches, sizes, dtype
import torch


class KVCache:
    def __init__(self, n_layers):
        self.kept = {}

    @property
    def length(self):
        return self.kept[0][0].shape[2] if 0 in self.kept else 0

    def update(self, layer, key, value):
        key, value = key.clone(), value.clone()
        if layer in self.kept:
            key, value = torch.cat([self.kept[layer][0], key], dim=2), torch.cat([self.kept[layer][1], value], dim=2)
        self.kept[layer] = key, value
        return key.clone(), value.clone()
