# property: values
# hint: random
# holds:
import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    kept = torch.rand_like(logits) < p
    return logits.masked_fill(~kept, -math.inf)
