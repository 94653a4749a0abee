# property: any_number
# hint: large
# holds: values, unmodified, leading_dimensions, errors, dtype
# check: infinities
import torch


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    out = torch.zeros(logits.shape, dtype=logits.dtype)
    flat, rows = out.view(-1, logits.shape[-1]), logits.reshape(-1, logits.shape[-1]).tolist()
    for row, places in zip(rows, flat):
        for value in row:
            places[row.index(value)] = value / temperature
    return out
