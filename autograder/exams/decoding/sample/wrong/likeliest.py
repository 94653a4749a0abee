# property: values
# hint: likeliest
def sample(logits, u):
    return logits.argmax(dim=-1)
