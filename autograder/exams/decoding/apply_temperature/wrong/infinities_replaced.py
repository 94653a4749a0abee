# property: infinities
# hint: infinities
import torch


def apply_temperature(logits, temperature):
    if temperature <= 0:
        raise ValueError('the temperature must be above 0')
    return torch.nan_to_num(logits / temperature)
