# property: values
# hint: two_ahead
# holds: no_mask, gradient, unmodified, large, dtype, none_counted, sizes
import torch
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    logits, tokens = logits[:, :-1], tokens[:, 1:]
    mask = torch.ones_like(tokens).bool() if mask is None else mask[:, 1:]
    surprise = F.cross_entropy(logits[:, :-1].transpose(1, 2), tokens[:, 1:], reduction='none')
    counted = mask[:, 1:]
    return (surprise * counted).sum() / counted.sum().clamp(min=1)
