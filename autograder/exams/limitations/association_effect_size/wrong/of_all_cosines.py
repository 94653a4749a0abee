# property: values
# hint: deviation_of_cosines
# holds: unmodified, unequal, two_words, lengths, opposites, float64, again
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    x, y, a, b = (F.normalize(side, dim=-1) for side in (x, y, a, b))
    cosines = torch.cat((x, y)) @ torch.cat((a, b)).T
    s = cosines[:, :len(a)].mean(1) - cosines[:, len(a):].mean(1)
    return float((s[:len(x)].mean() - s[len(x):].mean()) / cosines.std())
