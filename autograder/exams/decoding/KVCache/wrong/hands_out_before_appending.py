# property: values
# hint: without_the_new
# holds: layers, length, errors, passed_in, handed_out, two_caches, sizes, dtype
import torch


class KVCache:
    def __init__(self, n_layers):
        self.keys = [None] * n_layers
        self.values = [None] * n_layers

    @property
    def length(self):
        return 0 if self.keys[0] is None else self.keys[0].shape[2]

    def update(self, layer, key, value):
        if not 0 <= layer < len(self.keys):
            raise IndexError(layer)
        old = self.keys[layer], self.values[layer]
        if old[0] is None:
            self.keys[layer], self.values[layer] = key.clone(), value.clone()
            return key[:, :, :0], value[:, :, :0]
        self.keys[layer] = torch.cat([old[0], key], dim=2)
        self.values[layer] = torch.cat([old[1], value], dim=2)
        return old
