# property: leading_dimensions
# hint: not_contiguous
# holds: values, any_scores, one_kept, all_kept, errors, unmodified, infinities, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    rows = logits.view(-1, logits.shape[-1])
    smallest_kept = rows.topk(k, dim=-1).values[:, -1:]
    return rows.masked_fill(rows < smallest_kept, -math.inf).view(logits.shape)
