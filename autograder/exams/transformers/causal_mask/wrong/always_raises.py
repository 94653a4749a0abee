# score: 0
def causal_mask(n):
    raise RuntimeError("not today")
