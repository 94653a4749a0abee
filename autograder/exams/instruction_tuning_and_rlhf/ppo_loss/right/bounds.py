import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    gain = advantages.detach()
    ratio = (new_log_probs - old_log_probs.detach()).masked_fill(~mask, 0).exp()
    top = torch.full_like(ratio, 1 + clip)
    low = torch.full_like(ratio, 1 - clip)
    held = torch.where(gain >= 0, torch.minimum(ratio, top), torch.maximum(ratio, low))
    return -(held * gain).masked_fill(~mask, 0).sum() / max(1, int(mask.sum()))
