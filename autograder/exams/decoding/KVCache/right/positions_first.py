import torch


class KVCache:
    def __init__(self, n_layers):
        self.keys = [None] * n_layers
        self.values = [None] * n_layers

    @property
    def length(self):
        return 0 if self.keys[0] is None else len(self.keys[0])

    def update(self, layer, key, value):
        if not 0 <= layer < len(self.keys):
            raise IndexError(layer)
        key, value = key.permute(2, 0, 1, 3), value.permute(2, 0, 1, 3)
        if self.keys[layer] is not None:
            key, value = torch.vstack([self.keys[layer], key]), torch.vstack([self.values[layer], value])
        self.keys[layer], self.values[layer] = key.clone(), value.clone()
        return key.permute(1, 2, 0, 3).clone(), value.permute(1, 2, 0, 3).clone()
