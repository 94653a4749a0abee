# property: values
# hint: normalised
# holds: any_mask, gradient, unmodified, clip_stops, dtype, only_new, none_counted, again
import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    old, gain = old_log_probs.detach(), advantages.detach()
    counted = gain[mask]
    if len(counted) > 1 and counted.std() > 1e-6:
        gain = (gain - counted.mean()) / (counted.std() + 1e-8)
    ratio = torch.where(mask, new_log_probs - old, 0).exp()
    held = ratio.clamp(1 - clip, 1 + clip)
    each = torch.minimum(ratio * gain, held * gain)
    return -torch.where(mask, each, 0).sum() / mask.sum().clamp(min=1)
