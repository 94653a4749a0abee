# property: any_scores
# hint: equal_scores
# holds: values, leading_dimensions, one_kept, all_kept, unmodified, errors, infinities, dtype
import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    out = torch.full(logits.shape, -math.inf, dtype=logits.dtype)
    rows, kept = logits.reshape(-1, logits.shape[-1]), out.view(-1, logits.shape[-1])
    for row, shares, places in zip(rows.tolist(), rows.softmax(dim=-1).tolist(), kept):
        share, total = dict(zip(row, shares)), 0.0
        for score in sorted(share, reverse=True):
            places[row.index(score)] = score
            total += share[score]
            if total >= p:
                break
    return out
