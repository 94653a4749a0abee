# property: any_scores
# hint: zero_scores
# holds: values, leading_dimensions, one_kept, all_kept, errors, unmodified, infinities, dtype
# check: value
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    smallest_kept = logits.topk(k, dim=-1).values[..., -1:]
    out = logits * (logits >= smallest_kept)
    out[out == 0] = -math.inf
    return out.nan_to_num(nan=-math.inf, neginf=-math.inf)
