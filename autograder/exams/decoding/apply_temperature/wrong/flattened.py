# property: leading_dimensions
# hint: leading_dimensions
# holds: values, infinities, unmodified, any_number, errors, dtype
import torch


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return torch.stack([row / temperature for row in logits.flatten(0, -2)]) if logits.dim() > 1 else logits / temperature
