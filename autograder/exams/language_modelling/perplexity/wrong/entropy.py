# property: values
# hint: entropy
def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return -log_probs.mean().item()
