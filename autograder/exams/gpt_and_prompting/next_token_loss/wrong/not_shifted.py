# property: values
# hint: not_shifted
# holds: no_mask, gradient, unmodified, large, dtype, sizes
import torch
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    surprise = F.cross_entropy(logits.transpose(1, 2), tokens, reduction='none')
    mask = torch.ones_like(tokens) if mask is None else mask
    return (surprise * mask).sum() / mask.sum().clamp(min=1)
