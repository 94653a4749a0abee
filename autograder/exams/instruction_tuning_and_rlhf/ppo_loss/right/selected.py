import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    if not mask.any():
        return new_log_probs.nan_to_num(posinf=0, neginf=0).sum() * 0
    ratio = torch.exp(new_log_probs[mask] - old_log_probs[mask].detach())
    gain = advantages[mask].detach()
    loss = torch.maximum(-gain * ratio, -gain * torch.clamp(ratio, 1 - clip, 1 + clip))
    return loss.mean()
