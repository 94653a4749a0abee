# property: values
# hint: order_for_ranks
# holds: leading_dimensions, any_scores, one_kept, all_kept, errors, unmodified, infinities, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    rank = logits.argsort(dim=-1, descending=True)
    return logits.masked_fill(rank >= k, -math.inf)
