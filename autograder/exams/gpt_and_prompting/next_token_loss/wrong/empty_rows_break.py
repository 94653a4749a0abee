# property: sizes
# hint: sizes
# holds: values, no_mask, gradient, unmodified, large, dtype
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    surprise = F.cross_entropy(logits[:, :-1].transpose(1, 2), tokens[:, 1:], reduction='none')
    if mask is None:
        return surprise.mean()
    counted = mask[:, 1:]
    if not counted.any():
        return logits.sum() * 0
    weights = counted / counted.sum(dim=1, keepdim=True) * counted.sum(dim=1, keepdim=True)
    return (surprise * weights).sum() / counted.sum()
