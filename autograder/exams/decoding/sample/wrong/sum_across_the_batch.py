# property: values
# hint: wrong_axis
def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=0)
    return (ends > u.unsqueeze(-1)).int().argmax(dim=-1)
