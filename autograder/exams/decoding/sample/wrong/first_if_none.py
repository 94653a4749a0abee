# property: last
# hint: last
def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    return (ends > u.unsqueeze(-1)).int().argmax(dim=-1)
