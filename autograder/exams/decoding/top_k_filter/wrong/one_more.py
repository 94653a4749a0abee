# property: values
# hint: one_more
# holds: leading_dimensions, any_scores, all_kept, errors, unmodified, infinities, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    order = logits.argsort(dim=-1, descending=True)
    return logits.scatter(-1, order[..., k + 1 :], -math.inf)
