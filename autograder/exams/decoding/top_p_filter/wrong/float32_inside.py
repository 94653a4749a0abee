# property: dtype
# hint: float32_inside
# holds: values, leading_dimensions, any_scores, exactly, one_kept, all_kept, unmodified, errors, infinities
import math


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    x = logits.float()
    ranked, order = x.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    out = shares.cumsum(dim=-1) - shares >= p
    return x.scatter(-1, order, ranked.masked_fill(out, -math.inf)).to(logits.dtype)
