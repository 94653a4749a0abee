# property: handed_out
# hint: shares_what_was_handed_out
# holds: values, layers, length, errors, passed_in, two_caches, sizes, dtype
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
            self.room[layer] = key.new_zeros(2, *key.shape[:2], 64, key.shape[3])
        self.room[layer][0, :, :, start:end] = key
        self.room[layer][1, :, :, start:end] = value
        self.used[layer] = end
        return self.room[layer][0, :, :, :end], self.room[layer][1, :, :, :end]
