# property: dtype
# hint: dtype
def masked_mean_pool(states, mask):
    weights = mask[..., None].float()
    return ((states * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)).float()
