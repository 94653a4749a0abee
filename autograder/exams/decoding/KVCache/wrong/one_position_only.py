# property: values
# hint: later_update_raises
# holds:
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
        if self.keys[layer] is not None:
            self.keys[layer] += key
            self.values[layer] += value.squeeze(2).sum(dim=5)
        else:
            self.keys[layer], self.values[layer] = key.clone(), value.clone()
        return self.keys[layer], self.values[layer]
