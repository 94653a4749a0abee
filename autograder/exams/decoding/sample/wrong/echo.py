# score: 0
def sample(logits, u):
    return logits
