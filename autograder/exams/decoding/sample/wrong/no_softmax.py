# property: values
# hint: no_softmax
def sample(logits, u):
    ends = logits.cumsum(dim=-1)
    return (ends > u.unsqueeze(-1)).int().argmax(dim=-1)
