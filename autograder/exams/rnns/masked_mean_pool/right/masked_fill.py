def masked_mean_pool(states, mask):
    kept = states.masked_fill(~mask.unsqueeze(-1), 0)
    return kept.sum(dim=1) / mask.sum(dim=1, keepdim=True).clamp(min=1)
