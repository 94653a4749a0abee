# property: dtype
# hint: dtype_kept
# holds: values, layers, length, errors, passed_in, handed_out, two_caches, sizes
import torch


class KVCache:
    def __init__(self, n_layers):
        self.room = [None] * n_layers
        self.used = [0] * n_layers

    @property
    def length(self):
        return self.used[0]

    def update(self, layer, key, value):
        if not 0 <= layer < len(self.room):
            raise IndexError
        start, end = self.used[layer], self.used[layer] + key.shape[2]
        if self.room[layer] is None:
            self.room[layer] = torch.zeros(2, *key.shape[:2], 64, key.shape[3])
        self.room[layer][0, :, :, start:end] = key
        self.room[layer][1, :, :, start:end] = value
        self.used[layer] = end
        keys, values = self.room[layer][:, :, :, :end].clone()
        return keys, values
