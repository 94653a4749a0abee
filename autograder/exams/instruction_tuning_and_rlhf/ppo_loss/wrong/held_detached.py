# property: clip_stops
# hint: clip_stops
# holds: values, ratio_one, any_mask, sizes, unmodified, dtype, only_new, padding, none_counted, again
import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    old, gain = old_log_probs.detach(), advantages.detach()
    ratio = torch.where(mask, new_log_probs - old, 0).exp()
    held = ratio.detach().clamp(1 - clip, 1 + clip)
    each = torch.where(ratio * gain < held * gain, ratio * gain, held * gain)
    return -torch.where(mask, each, 0).sum() / mask.sum().clamp(min=1)
