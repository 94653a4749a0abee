# property: values
# hint: random
# holds:
import torch


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return logits / temperature + 0.1 * torch.rand_like(logits)
