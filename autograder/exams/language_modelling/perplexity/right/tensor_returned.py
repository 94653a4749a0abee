def perplexity(log_probs):
    if log_probs.numel() == 0:
        raise ValueError
    return log_probs.double().mean().neg().exp()
