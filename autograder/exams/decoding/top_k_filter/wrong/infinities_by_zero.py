# property: infinities
# hint: infinities
# holds: values, leading_dimensions, any_scores, one_kept, all_kept, errors, unmodified, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    rank = logits.argsort(dim=-1, descending=True).argsort(dim=-1)
    kept = (rank < k).to(logits.dtype)
    return (logits * kept).masked_fill(rank >= k, -math.inf) if logits.isfinite().all() else logits * kept
