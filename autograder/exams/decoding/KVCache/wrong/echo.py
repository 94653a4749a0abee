# score: 0
class KVCache:
    def __init__(self, n_layers):
        pass

    @property
    def length(self):
        return 0

    def update(self, layer, key, value):
        return key, value
