# property: values
# hint: random
# holds:
import torch


def sample(logits, u):
    rows = logits.softmax(dim=-1).reshape(-1, logits.shape[-1])
    return torch.multinomial(rows, 1).view(u.shape)
