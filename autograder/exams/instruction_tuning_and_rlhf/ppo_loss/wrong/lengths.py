# property: any_mask
# hint: any_mask
# holds: values, ratio_one, sizes, gradient, unmodified, clip_stops, dtype, only_new, padding, none_counted, again
import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    mask = torch.arange(mask.shape[1]) < mask.sum(dim=1, keepdim=True)
    old, gain = old_log_probs.detach(), advantages.detach()
    ratio = torch.where(mask, new_log_probs - old, 0).exp()
    held = ratio.clamp(1 - clip, 1 + clip)
    each = torch.minimum(ratio * gain, held * gain)
    return -torch.where(mask, each, 0).sum() / mask.sum().clamp(min=1)
