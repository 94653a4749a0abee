import torch


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return torch.empty_like(logits).copy_(logits).div_(temperature)
