# score: 0
def additive_attention(query, keys, mask, w_q, w_k, v):
    return keys[:, 0] * 0, mask * 0.0
