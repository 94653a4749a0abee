import torch


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return torch.einsum('...v,->...v', logits, torch.tensor(1 / temperature, dtype=logits.dtype))
