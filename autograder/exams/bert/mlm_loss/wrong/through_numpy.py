# property: gradient
# hint: no_gradient
# holds: values, all_counted, large, sizes, not_contiguous, unmodified, dtype, again
import numpy as np
import torch


def mlm_loss(logits, labels):
    x, y = logits.detach().numpy(), labels.numpy()
    counted = y != -100
    x = x - x.max(axis=-1, keepdims=True)
    x = x - np.log(np.exp(x).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(x, np.where(counted, y, 0)[..., None], axis=-1)[..., 0]
    loss = torch.tensor(-(picked * counted).sum() / max(1, counted.sum()), dtype=logits.dtype)
    return loss
