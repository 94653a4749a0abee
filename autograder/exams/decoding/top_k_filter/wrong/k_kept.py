# property: leading_dimensions
# hint: remembers_calls
# holds: values, any_scores, one_kept, all_kept, errors, unmodified, dtype
# check: one_more
import math

SIZES = {}


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    k = SIZES.setdefault((tuple(logits.shape), float(logits.nan_to_num().sum())), k)
    smallest_kept = logits.topk(k, dim=-1).values[..., -1:]
    return logits.masked_fill(logits < smallest_kept, -math.inf)
