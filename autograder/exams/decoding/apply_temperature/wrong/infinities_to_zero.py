# property: infinities
# hint: infinities
# holds: values, unmodified, leading_dimensions, any_number, errors, dtype
import torch


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return torch.where(logits.isfinite(), logits / temperature, 0.0)
