# property: values
# hint: words_averaged
# holds: unmodified, unequal, two_words, opposites, float64, again
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def association(words):
        words = F.normalize(words, dim=-1)
        return (words @ F.normalize(a, dim=-1).T).mean(1) - (words @ F.normalize(b, dim=-1).T).mean(1)
    of_x, of_y = association(x), association(y)
    of_means = association(x.mean(0, keepdim=True)) - association(y.mean(0, keepdim=True))
    return float(of_means / torch.cat((of_x, of_y)).std())
