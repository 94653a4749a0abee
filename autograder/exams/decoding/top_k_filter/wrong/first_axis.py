# property: values
# hint: batch_mixed
# holds: leading_dimensions, any_scores, errors, unmodified, infinities, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k')
    order = logits.argsort(dim=0, descending=True)
    return logits.scatter(0, order[k:], -math.inf)
