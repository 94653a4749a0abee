# property: dtype
# hint: float32_inside
def masked_mean_pool(states, mask):
    weights = mask[..., None].float()
    return ((states.float() * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)).to(states.dtype)
