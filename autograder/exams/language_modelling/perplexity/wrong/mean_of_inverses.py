# property: values
# hint: mean_of_inverses
# holds: long_text, unlikely, empty, uniform, one_token, other_texts, unmodified
def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return (-log_probs).exp().mean().item()
