# property: no_mask
# hint: no_mask
# holds: values, gradient, unmodified, large, dtype, sizes
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    surprise = F.cross_entropy(logits[:, :-1].transpose(1, 2), tokens[:, 1:], reduction='none')
    counted = mask[:, 1:]
    return (surprise * counted).sum() / counted.sum().clamp(min=1)
