# property: dtype
# hint: dtype_raised
# holds: values, no_mask, gradient, unmodified, large, sizes
import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    surprise = -(logits[:, :-1].log_softmax(dim=-1)[..., None, :] @ F.one_hot(tokens[:, 1:], logits.shape[-1]).float()[..., None])[..., 0, 0]
    if mask is None:
        return surprise.mean()
    counted = mask[:, 1:]
    return (surprise * counted).sum() / counted.sum().clamp(min=1)
