import torch
import torch.nn.functional as F


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    """-min(ρA, clip(ρ)A) = -ρA + relu of what the clip takes away."""
    with torch.no_grad():
        gain = torch.where(mask, advantages, torch.zeros_like(advantages))
        old = torch.where(mask, old_log_probs, torch.zeros_like(old_log_probs))
    ratio = torch.exp(torch.where(mask, new_log_probs, torch.zeros_like(new_log_probs)) - old)
    loss = -ratio * gain + F.relu(ratio - (1 + clip)) * F.relu(gain) + F.relu(1 - clip - ratio) * F.relu(-gain)
    return loss.mul(mask).sum() / torch.clamp_min(torch.count_nonzero(mask), 1)
