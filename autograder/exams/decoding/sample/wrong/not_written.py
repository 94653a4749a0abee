# score: 0
def sample(logits, u):
    raise NotImplementedError
