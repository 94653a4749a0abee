# property: values
# hint: gathered_back
# holds: leading_dimensions, any_scores, one_kept, all_kept, errors, unmodified, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    ranked, order = logits.sort(dim=-1, descending=True)
    ranked[..., k:] = -math.inf
    return ranked.gather(-1, order)
