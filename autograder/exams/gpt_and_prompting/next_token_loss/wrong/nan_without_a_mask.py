# property: none_counted
# hint: none_counted
# holds: values, no_mask, large, gradient, sizes, dtype, unmodified
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    targets = tokens[:, 1:]
    if mask is None:
        return F.cross_entropy(logits[:, :-1].flatten(0, 1), targets.flatten())
    targets = targets.masked_fill(~mask[:, 1:], -100)
    total = F.cross_entropy(logits[:, :-1].flatten(0, 1), targets.flatten(), reduction="sum")
    return total / mask[:, 1:].sum().clamp(min=1)
