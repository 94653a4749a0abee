# property: values
# hint: base_two
def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return 2 ** -log_probs.mean().item()
