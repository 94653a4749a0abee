# property: values
# hint: mask_ignored
# holds: any_mask, sizes, gradient, unmodified, clip_stops, dtype, only_new, again
import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    gain = advantages.detach()
    ratio = (new_log_probs - old_log_probs.detach()).exp()
    return -torch.minimum(ratio * gain, ratio.clamp(1 - clip, 1 + clip) * gain).mean()
