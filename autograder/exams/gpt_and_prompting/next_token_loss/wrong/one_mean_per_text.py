# property: values
# hint: not_averaged
# holds: no_mask, gradient, unmodified, large, dtype, sizes
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    surprise = F.cross_entropy(logits[:, :-1].transpose(1, 2), tokens[:, 1:], reduction='none')
    counted = surprise * 0 + 1 if mask is None else mask[:, 1:]
    return (surprise * counted).sum(dim=1) / counted.sum(dim=1).clamp(min=1)
