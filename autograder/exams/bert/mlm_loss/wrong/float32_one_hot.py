# property: dtype
# hint: dtype_raised
# holds: values, all_counted, large, sizes, not_contiguous, gradient, unmodified, none_counted, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    wanted = F.one_hot(labels.clamp(min=0), logits.shape[-1]).float()
    picked = (logits.log_softmax(dim=-1)[..., None, :] @ wanted[..., None])[..., 0, 0]
    return -(picked * counted).sum() / counted.sum().clamp(min=1)
