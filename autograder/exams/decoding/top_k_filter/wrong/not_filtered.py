# property: values
# hint: not_filtered
# holds:
def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    return logits.clone()
