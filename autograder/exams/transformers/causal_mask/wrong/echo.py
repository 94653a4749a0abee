# score: 0
def causal_mask(n):
    return n
