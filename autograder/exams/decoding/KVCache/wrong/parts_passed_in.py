# property: passed_in
# hint: shares_what_was_passed_in
# holds: values, layers, length, errors, handed_out, two_caches, sizes, dtype
import torch


class KVCache:
    def __init__(self, n_layers):
        self.layers = [([], []) for _ in range(n_layers)]

    @property
    def length(self):
        return sum(key.shape[2] for key in self.layers[0][0])

    def update(self, layer, key, value):
        if not 0 <= layer < len(self.layers):
            raise IndexError
        keys, values = self.layers[layer]
        keys.append(key)
        values.append(value)
        return torch.cat(keys, dim=2), torch.cat(values, dim=2)
