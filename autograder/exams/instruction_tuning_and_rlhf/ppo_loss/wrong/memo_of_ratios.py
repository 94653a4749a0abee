# property: again
# hint: remembers_calls
# holds: values, ratio_one, any_mask, sizes, gradient, unmodified, clip_stops, dtype, only_new, padding, none_counted
import torch


_kept = {}


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    old, gain = old_log_probs.detach(), advantages.detach()
    key = new_log_probs.detach().numpy().tobytes(), clip
    ratio = torch.where(mask, new_log_probs - old, 0).exp()
    kept = _kept.setdefault(key, (mask.clone(), gain.clone()))
    mask, gain = (kept[0], gain) if torch.equal(kept[1], gain) else (mask, gain)
    held = ratio.clamp(1 - clip, 1 + clip)
    each = torch.minimum(ratio * gain, held * gain)
    return -torch.where(mask, each, 0).sum() / mask.sum().clamp(min=1)
