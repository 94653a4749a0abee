# property: values
# hint: mask_ignored
# holds: no_mask, gradient, unmodified, large, dtype, sizes
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten())
