# score: 0
def sample(logits, u):
    logits.softmax(dim=-1)
