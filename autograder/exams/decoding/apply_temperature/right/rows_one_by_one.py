import torch


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    flat = logits.reshape(-1, logits.shape[-1])
    return torch.stack([row / temperature for row in flat]).view_as(logits)
