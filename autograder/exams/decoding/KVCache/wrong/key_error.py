# property: errors
# hint: no_index_error
# holds: values, layers, length, passed_in, handed_out, two_caches, sizes, dtype
import torch


class KVCache:
    def __init__(self, n_layers):
        self.kept = dict.fromkeys(range(n_layers))

    @property
    def length(self):
        return 0 if self.kept[0] is None else self.kept[0][0].shape[2]

    def update(self, layer, key, value):
        old = self.kept[layer]
        key, value = key.clone(), value.clone()
        if old is not None:
            key, value = torch.cat([old[0], key], dim=2), torch.cat([old[1], value], dim=2)
        self.kept[layer] = key, value
        return key.clone(), value.clone()
