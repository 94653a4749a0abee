# property: values
# hint: wrong_axis
def sample(logits, u):
    ends = logits.softmax(dim=0).cumsum(dim=-1)
    return (ends > u.unsqueeze(-1)).int().argmax(dim=-1)
