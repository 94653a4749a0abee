# score: 0
import torch


def top_p_filter(logits, p):
    return torch.zeros_like(logits)
