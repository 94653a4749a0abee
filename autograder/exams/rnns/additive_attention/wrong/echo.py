# score: 0
def additive_attention(query, keys, mask, w_q, w_k, v):
    return query
