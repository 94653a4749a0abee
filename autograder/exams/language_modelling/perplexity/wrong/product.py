# property: long_text
# hint: long_text
# holds: values, unlikely, empty, uniform, one_token, other_texts, unmodified
def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    product = log_probs.exp().prod().item()
    return product ** (-1 / len(log_probs))
