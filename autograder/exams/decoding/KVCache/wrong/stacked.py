# property: values
# hint: stacked
# holds:
import torch


class KVCache:
    def __init__(self, n_layers):
        self.parts = [[] for _ in range(n_layers)]

    @property
    def length(self):
        return 0

    def update(self, layer, key, value):
        self.parts[layer].append((key.clone(), value.clone()))
        parts = self.parts[layer]
        if len(parts) == 1:
            return key, value
        return torch.stack([k for k, _ in parts]), torch.stack([v for _, v in parts])
