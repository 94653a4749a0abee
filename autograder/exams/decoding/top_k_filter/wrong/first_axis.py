# property: values
# hint: batch_mixed
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k')
    order = logits.argsort(dim=0, descending=True)
    return logits.scatter(0, order[k:], -math.inf)
