# property: errors
# hint: no_value_error
# holds: values, leading_dimensions, any_scores, one_kept, all_kept, unmodified, infinities, dtype
import math


def top_k_filter(logits, k):
    k = min(k, logits.shape[-1])
    if k < 1:
        return logits
    smallest_kept = logits.topk(k, dim=-1).values[..., -1:]
    return logits.masked_fill(logits < smallest_kept, -math.inf)
