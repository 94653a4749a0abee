# property: values
# hint: round_the_end
# holds: no_mask, gradient, unmodified, large, dtype, sizes
import torch
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    targets = tokens.roll(-1, dims=1)
    surprise = F.cross_entropy(logits.transpose(1, 2), targets, reduction='none')
    counted = torch.ones_like(tokens).bool() if mask is None else mask.roll(-1, dims=1)
    return (surprise * counted).sum() / counted.sum().clamp(min=1)
