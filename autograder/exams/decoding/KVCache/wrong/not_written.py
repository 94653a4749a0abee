# score: 0
class KVCache:
    def __init__(self, n_layers):
        raise NotImplementedError
