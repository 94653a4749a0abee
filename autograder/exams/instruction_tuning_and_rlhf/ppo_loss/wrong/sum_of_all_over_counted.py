# property: values
# hint: mask_ignored
# holds: any_mask, sizes, gradient, unmodified, clip_stops, dtype, only_new, again
import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    old, gain = old_log_probs.detach(), advantages.detach()
    ratio = (new_log_probs - old).exp()
    held = ratio.clamp(1 - clip, 1 + clip)
    each = torch.minimum(ratio * gain, held * gain)
    return -each.sum() / mask.sum().clamp(min=1)
