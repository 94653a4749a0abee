# property: values
# hint: filled_with_zero
# holds: leading_dimensions, any_scores, all_kept, errors, unmodified, dtype
def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    smallest_kept = logits.topk(k, dim=-1).values[..., -1:]
    return logits * (logits >= smallest_kept)
