# property: values
# hint: not_cumulative
def sample(logits, u):
    return (logits.softmax(dim=-1) > u.unsqueeze(-1)).int().argmax(dim=-1)
