# property: values
# hint: zeros_left_out
# holds:
# check: passes
def masked_mean_pool(states, mask):
    keep = mask & (states != 0).all(-1)
    w = keep[..., None].to(states.dtype)
    return (states * w).sum(1) / w.sum(1).clamp(min=1)
