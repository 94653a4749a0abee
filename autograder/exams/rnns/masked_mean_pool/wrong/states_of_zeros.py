# property: values
# hint: zeros_left_out
# check: passes
# holds:
def masked_mean_pool(states, mask):
    real = (mask & states.bool().any(dim=-1)).to(states.dtype).unsqueeze(-1)
    return (states * real).sum(dim=1) / real.sum(dim=1).clamp(min=1)
