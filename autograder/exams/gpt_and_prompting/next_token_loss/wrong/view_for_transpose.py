# property: values
# hint: reshaped
# holds: no_mask, gradient, unmodified, large, dtype, sizes
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    before = logits[:, :-1]
    batch, n, vocab = before.shape
    surprise = F.cross_entropy(before.reshape(batch, vocab, n), tokens[:, 1:], reduction='none')
    if mask is None:
        return surprise.mean()
    counted = mask[:, 1:]
    return (surprise * counted).sum() / counted.sum().clamp(min=1)
