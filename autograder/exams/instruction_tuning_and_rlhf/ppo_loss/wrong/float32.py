# property: dtype
# hint: float32_inside
# holds: values, ratio_one, any_mask, sizes, gradient, unmodified, clip_stops, only_new, padding, none_counted, again
import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    old, gain = old_log_probs.detach(), advantages.detach()
    ratio = torch.where(mask, (new_log_probs - old).float(), 0).exp()
    held = ratio.clamp(1 - clip, 1 + clip)
    each = torch.minimum(ratio * gain.float(), held * gain.float())
    return -torch.where(mask, each, 0).sum() / mask.sum().clamp(min=1).to(new_log_probs.dtype)
