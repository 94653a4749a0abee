# property: values
# hint: probability
# holds:
def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    index = (ends <= u.unsqueeze(-1)).sum(dim=-1, keepdim=True)
    return logits.softmax(dim=-1).gather(-1, index).squeeze(-1)
