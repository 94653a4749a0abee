# score: 0
class MultiHeadAttention:
    def __init__(self, d_model, n_heads):
        self.d_model, self.n_heads = d_model, n_heads

    def forward(self, query, key=None, value=None, mask=None):
        return query
