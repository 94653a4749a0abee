# property: leading_dimensions
# hint: leading_dimensions
# holds: values, infinities, unmodified, any_number, errors, dtype
# check: unnamed
import torch


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return torch.stack([torch.stack([score / temperature for score in row]) for row in logits])
