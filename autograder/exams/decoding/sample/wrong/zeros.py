# score: 0
import torch


def sample(logits, u):
    return torch.zeros_like(u)
