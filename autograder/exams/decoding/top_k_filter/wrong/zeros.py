# score: 0
import torch


def top_k_filter(logits, k):
    return torch.zeros_like(logits)
