# property: values
# hint: by_magnitude
# holds: leading_dimensions, any_scores, one_kept, all_kept, errors, unmodified, infinities, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    smallest_kept = logits.abs().topk(k, dim=-1).values[..., -1:]
    return logits.masked_fill(logits.abs() < smallest_kept, -math.inf)
