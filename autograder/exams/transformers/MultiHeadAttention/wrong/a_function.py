# score: 0
def MultiHeadAttention(d_model, n_heads):
    return lambda query, key=None, value=None, mask=None: query
