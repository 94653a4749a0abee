# property: values
# hint: scores_unused
def sample(logits, u):
    return (u * logits.shape[-1]).long()
