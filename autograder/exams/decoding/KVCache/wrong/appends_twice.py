# property: values
# hint: twice
# holds: layers, passed_in, handed_out, sizes, dtype
import torch


class KVCache:
    def __init__(self, n_layers):
        self.parts = [[] for _ in range(n_layers)]

    @property
    def length(self):
        return 0

    def update(self, layer, key, value):
        self.parts[layer].append((key.clone(), value.clone()))
        parts = [*self.parts[layer], (key, value)]
        return torch.cat([k for k, _ in parts], dim=2), torch.cat([v for _, v in parts], dim=2)
