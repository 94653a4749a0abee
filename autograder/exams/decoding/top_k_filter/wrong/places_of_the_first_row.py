# property: values
# hint: batch_mixed
# holds: leading_dimensions, any_scores, one_kept, all_kept, errors, unmodified, infinities, dtype
import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    rows = logits.reshape(-1, logits.shape[-1])
    out = torch.full_like(rows, -math.inf)
    places = rows[0].topk(k).indices
    out[:, places] = rows[:, places]
    return out.view_as(logits)
