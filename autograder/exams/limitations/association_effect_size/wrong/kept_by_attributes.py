# property: again
# hint: remembers_calls
# holds: values, unmodified, unequal, two_words, lengths, opposites, float64
import torch
import torch.nn.functional as F


directions = {}


def association_effect_size(x, y, a, b):
    key = a.double().sum().item(), len(b)
    if key not in directions:
        directions[key] = F.normalize(a, dim=-1).mean(0) - F.normalize(b, dim=-1).mean(0)
    direction = directions[key].to(x.dtype)
    of_x, of_y = F.normalize(x, dim=-1) @ direction, F.normalize(y, dim=-1) @ direction
    return float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
