import torch


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    if logits.dim() > 1:
        return torch.stack([apply_temperature(row, temperature) for row in logits])
    return torch.tensor([score / temperature for score in logits.tolist()], dtype=logits.dtype)
