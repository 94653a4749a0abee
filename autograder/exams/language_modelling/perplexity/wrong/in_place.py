# property: unmodified
# hint: mutated
# holds: values, long_text, unlikely, empty, uniform, one_token, other_texts
def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    log_probs.neg_()
    return log_probs.mean().exp().item()
