# property: dtype
# hint: dtype_raised
# holds: values, infinities, unmodified, leading_dimensions, any_number, errors
import torch


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    out = torch.empty_like(logits)
    return torch.matmul(logits.reshape(-1, 1), torch.full((1, 1), 1 / temperature)).view_as(out)
