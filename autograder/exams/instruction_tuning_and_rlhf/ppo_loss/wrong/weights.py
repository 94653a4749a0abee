# property: padding
# hint: padding
# holds: values, ratio_one, any_mask, sizes, gradient, unmodified, clip_stops, dtype, only_new, none_counted, again
import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    counted = mask.to(new_log_probs.dtype)
    counted = counted / counted.sum().clamp(min=1)
    ratio = torch.where(mask, new_log_probs, old_log_probs.detach()).sub(old_log_probs.detach()).exp()
    both = torch.stack((ratio, ratio.clip(1 - clip, 1 + clip))) * advantages.detach()
    return -(both[0].where(both[0] < both[1], both[1]) * counted).sum()
