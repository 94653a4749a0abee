import torch


def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    total = torch.where(mask, new_log_probs, 0).sum() * 0
    counted = 0
    for b, t in mask.nonzero().tolist():
        ratio = (new_log_probs[b, t] - old_log_probs[b, t].item()).exp()
        gain = advantages[b, t].item()
        stopped = ratio > 1 + clip if gain > 0 else ratio < 1 - clip
        bound = 1 + clip if gain > 0 else 1 - clip
        total = total - (bound * gain if stopped else ratio * gain)
        counted += 1
    return total / counted if counted else total
