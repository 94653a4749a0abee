# property: infinities
# hint: infinities
# holds: values, leading_dimensions, any_scores, one_kept, all_kept, errors, unmodified, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    possible = (logits > -math.inf).sum(dim=-1)
    if int(possible.min()) < k:
        raise ValueError('fewer than k are possible')
    smallest_kept = logits.topk(k, dim=-1).values[..., -1:]
    return logits.masked_fill(logits < smallest_kept, -math.inf)
