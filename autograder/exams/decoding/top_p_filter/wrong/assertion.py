# property: errors
# hint: no_value_error
import math


def top_p_filter(logits, p):
    assert 0 < p <= 1
    ranked, order = logits.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    out = shares.cumsum(dim=-1) - shares >= p
    return logits.scatter(-1, order, ranked.masked_fill(out, -math.inf))
