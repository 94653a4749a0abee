# property: values
# hint: normalised
# holds: leading_dimensions, any_scores, one_kept, all_kept, errors, unmodified, infinities, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    log_probs = logits.log_softmax(dim=-1)
    smallest_kept = logits.topk(k, dim=-1).values[..., -1:]
    return log_probs.masked_fill(logits < smallest_kept, -math.inf)
