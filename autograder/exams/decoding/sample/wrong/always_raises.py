# score: 0
def sample(logits, u):
    raise RuntimeError('not today')
