# property: all_kept
# hint: all_kept
# holds: values, leading_dimensions, any_scores, exactly, one_kept, unmodified, errors, infinities, dtype
import math


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    ranked, order = logits.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    out = shares.cumsum(dim=-1) - shares >= min(p, 0.99) - 0.05 * (p == 1)
    return logits.scatter(-1, order, ranked.masked_fill(out, -math.inf))
