# score: 0
import torch


def apply_temperature(logits, temperature):
    return torch.zeros_like(logits)
