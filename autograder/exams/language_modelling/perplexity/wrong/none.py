# score: 0
def perplexity(log_probs):
    log_probs.mean()
