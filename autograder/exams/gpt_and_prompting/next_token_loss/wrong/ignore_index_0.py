# property: values
# hint: token_zero_left_out
# holds: no_mask, gradient, unmodified, large, dtype, none_counted, sizes
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    targets = tokens[:, 1:]
    if mask is not None:
        targets = targets * mask[:, 1:]
    total = F.cross_entropy(logits[:, :-1].flatten(0, 1), targets.flatten(), ignore_index=0, reduction='sum')
    return total / (targets != 0).sum().clamp(min=1)
