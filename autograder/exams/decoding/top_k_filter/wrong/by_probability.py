# property: any_scores
# hint: large
# holds: values, leading_dimensions, one_kept, all_kept, errors, unmodified, infinities, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    shares = logits.softmax(dim=-1)
    smallest_kept = shares.topk(k, dim=-1).values[..., -1:]
    return logits.masked_fill(shares < smallest_kept, -math.inf)
