# property: values
# hint: no_log
# holds: no_mask, gradient, unmodified, large, dtype, sizes
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    shares = logits[:, :-1].softmax(dim=-1)
    surprise = F.nll_loss(shares.transpose(1, 2), tokens[:, 1:], reduction='none')
    if mask is None:
        return surprise.mean()
    counted = mask[:, 1:]
    return (surprise * counted).sum() / counted.sum().clamp(min=1)
