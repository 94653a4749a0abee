import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    labels = tokens[:, 1:].clone()
    if mask is not None:
        labels[~mask[:, 1:]] = -100
    total = F.cross_entropy(logits[:, :-1].flatten(0, 1), labels.flatten(), ignore_index=-100, reduction='sum')
    return total / max(1, int((labels != -100).sum()))
