# property: values
# hint: smallest
# holds: leading_dimensions, any_scores, one_kept, all_kept, errors, unmodified, infinities, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    order = logits.argsort(dim=-1)
    return logits.scatter(-1, order[..., k:], -math.inf)
