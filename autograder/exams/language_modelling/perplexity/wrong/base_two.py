# property: values
# hint: base_two
# holds: long_text, unlikely, empty, one_token, other_texts, unmodified
def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return 2 ** -log_probs.mean().item()
