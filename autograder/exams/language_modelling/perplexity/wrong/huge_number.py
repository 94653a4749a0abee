# property: values
# hint: not_finite
# holds:
def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return 10**400
