# property: leading_dimensions
# hint: leading_dimensions
# holds: values, any_scores, exactly, one_kept, all_kept, unmodified, errors, infinities, dtype
import math


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    rows = logits.reshape(-1, logits.shape[-1])
    ranked, order = rows.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    out = shares.cumsum(dim=-1) - shares >= p
    return rows.scatter(-1, order, ranked.masked_fill(out, -math.inf))
