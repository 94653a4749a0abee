# score: 0
class KVCache:
    def __init__(self, n_layers):
        raise RuntimeError('not today')

    @property
    def length(self):
        return 0

    def update(self, layer, key, value):
        pass
