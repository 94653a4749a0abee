# score: 0
def perplexity(log_probs):
    raise RuntimeError('not today')
