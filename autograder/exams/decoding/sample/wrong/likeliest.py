# property: values
# hint: likeliest
# holds: leading_dimensions, impossible, unmodified, extremes, dtype
def sample(logits, u):
    return logits.argmax(dim=-1)
