# property: errors
# hint: no_value_error
# holds: values, leading_dimensions, any_scores, one_kept, all_kept, unmodified, infinities, dtype
import math


def top_k_filter(logits, k):
    k = min(k, logits.shape[-1])
    order = logits.argsort(dim=-1, descending=True)
    return logits.scatter(-1, order[..., max(k, 0) :], -math.inf)
