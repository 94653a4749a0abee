# property: values
# hint: first_columns
# holds: leading_dimensions, any_scores, one_kept, all_kept, errors, unmodified, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    ranked = logits.sort(dim=-1, descending=True).values
    kept = ranked >= ranked[..., k - 1 : k]
    return logits.masked_fill(~kept, -math.inf)
