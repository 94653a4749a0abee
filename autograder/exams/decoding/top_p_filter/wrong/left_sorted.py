# property: values
# hint: left_sorted
# holds: leading_dimensions, any_scores, exactly, all_kept, unmodified, errors, dtype
import math


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    ranked, order = logits.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    out = shares.cumsum(dim=-1) - shares >= p
    return ranked.masked_fill(out, -math.inf)
