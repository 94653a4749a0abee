# property: sizes
# hint: sizes
# holds: values, ratio_one, any_mask, gradient, unmodified, dtype, only_new, padding, none_counted, again
import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    old, gain = old_log_probs.detach(), advantages.detach()
    ratio = torch.where(mask, new_log_probs - old, 0).exp()
    ratio, gain, mask = ratio.squeeze(), gain.squeeze(), mask.squeeze()
    held = ratio.clamp(1 - clip, 1 + clip)
    each = torch.minimum(ratio * gain, held * gain)
    return -torch.stack([torch.where(m, e, 0).sum() for m, e in zip(mask, each)]).sum() / mask.sum().clamp(min=1)
