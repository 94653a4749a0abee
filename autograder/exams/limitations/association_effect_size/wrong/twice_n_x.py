# property: unequal
# hint: unequal
# holds: values, unmodified, two_words, lengths, opposites, float64, again
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def association(words):
        words = F.normalize(words, dim=-1)
        return (words @ F.normalize(a, dim=-1).T).mean(1) - (words @ F.normalize(b, dim=-1).T).mean(1)
    of_x, of_y = association(x), association(y)
    every = torch.cat((of_x, of_y))
    variance = ((every - every.mean()) ** 2).sum() / (2 * len(x) - 1)
    return float((of_x.mean() - of_y.mean()) / variance.sqrt())
