import math


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    ranked, order = logits.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    last = (shares.cumsum(dim=-1) < p).sum(dim=-1, keepdim=True).clamp(max=logits.shape[-1] - 1)
    return logits.masked_fill(logits < ranked.gather(-1, last), -math.inf)
