def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    larger = (logits.unsqueeze(-2) > logits.unsqueeze(-1)).sum(dim=-1)
    return logits.masked_fill(larger >= k, float('-inf'))
