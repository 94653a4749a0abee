# property: values
# hint: inverted
# holds: leading_dimensions, any_scores, errors, unmodified, infinities, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    order = logits.argsort(dim=-1, descending=True)
    return logits.scatter(-1, order[..., :k], -math.inf)
