# property: clip_stops
# hint: clip_stops
# holds: values, ratio_one, any_mask, sizes, gradient, unmodified, dtype, only_new, padding, none_counted, again
import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    old, gain = old_log_probs.detach(), advantages.detach()
    ratio = torch.where(mask, new_log_probs - old, 0).exp()
    held = ratio.clamp(0.8, 1.2)
    each = torch.minimum(ratio * gain, held * gain)
    return -torch.where(mask, each, 0).sum() / mask.sum().clamp(min=1)
