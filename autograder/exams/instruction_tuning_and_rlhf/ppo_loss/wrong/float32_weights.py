# property: dtype
# hint: dtype_raised
# holds: values, ratio_one, any_mask, sizes, gradient, unmodified, clip_stops, only_new, padding, none_counted, again
import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    old, gain = old_log_probs.detach(), advantages.detach()
    ratio = torch.where(mask, new_log_probs - old, 0).exp()
    each = torch.minimum(ratio * gain, ratio.clamp(1 - clip, 1 + clip) * gain)
    return -(torch.where(mask, each, 0).flatten() @ mask.float().flatten()) / mask.sum().clamp(min=1)
