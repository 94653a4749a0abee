# property: dtype
# hint: float32_inside
# holds: values, no_mask, gradient, unmodified, large, sizes
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    surprise = F.cross_entropy(logits[:, :-1].float().transpose(1, 2), tokens[:, 1:], reduction='none')
    if mask is None:
        return surprise.mean()
    counted = mask[:, 1:]
    return (surprise.to(logits.dtype) * counted).sum() / counted.sum().clamp(min=1)
