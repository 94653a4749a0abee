# score: 0
def perplexity(log_probs):
    return 0.0
