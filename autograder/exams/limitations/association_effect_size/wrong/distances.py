# property: values
# hint: distances
# holds: unmodified, unequal, two_words, opposites, float64, again
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def association(words):
        return torch.cdist(words, b).mean(1) - torch.cdist(words, a).mean(1)
    of_x, of_y = association(x), association(y)
    return float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
