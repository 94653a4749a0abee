# property: opposites
# hint: opposites
# check: magnitude
# holds: unmodified, unequal, two_words, lengths, float64, again
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def association(words):
        words = F.normalize(words, dim=-1)
        return (words @ F.normalize(a, dim=-1).T).mean(1) - (words @ F.normalize(b, dim=-1).T).mean(1)
    of_x, of_y = association(x), association(y)
    result = float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
    return min(result, -result)
