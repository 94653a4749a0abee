# property: values
# hint: not_sorted
# holds: leading_dimensions, any_scores, exactly, all_kept, unmodified, errors, infinities, dtype
import math


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    shares = logits.softmax(dim=-1)
    return logits.masked_fill(shares.cumsum(dim=-1) - shares >= p, -math.inf)
