# property: unmodified
# hint: mutated
# holds: values, leading_dimensions, any_scores, one_kept, all_kept, errors, infinities, dtype
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    smallest_kept = logits.topk(k, dim=-1).values[..., -1:]
    logits.masked_fill_(logits < smallest_kept, -math.inf)
    return logits.clone()
