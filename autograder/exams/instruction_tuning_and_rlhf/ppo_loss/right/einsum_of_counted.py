import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    new, old, gain = (t.masked_fill(~mask, 0.0) for t in (new_log_probs, old_log_probs.detach(), advantages.detach()))
    ratio = torch.exp(new - old)
    worse = torch.stack((ratio, ratio.clamp(1 - clip, 1 + clip))).mul(gain).amin(dim=0)
    counted = mask.to(worse.dtype)
    return torch.einsum('bn,bn->', worse, counted).neg() / max(counted.sum().item(), 1.0)
