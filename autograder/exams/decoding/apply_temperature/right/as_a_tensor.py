import torch


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    scale = torch.full_like(logits, temperature)
    return torch.div(logits, scale)
