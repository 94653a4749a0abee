# property: dtype
# hint: float32_inside
# holds: values, leading_dimensions, any_scores, one_kept, all_kept, errors, unmodified, infinities
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    x = logits.float()
    smallest_kept = x.topk(k, dim=-1).values[..., -1:]
    return x.masked_fill(x < smallest_kept, -math.inf).to(logits.dtype)
