# property: values
# hint: mean_of_rows
# holds: all_counted, large, sizes, not_contiguous, gradient, unmodified, none_counted, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    losses = [F.cross_entropy(x, y) for x, y in zip(logits, labels) if (y != -100).any()]
    return sum(losses) / len(losses) if losses else logits.sum() * 0
