# property: values
# hint: whole_norm
# holds: unmodified, unequal, two_words, opposites, float64, again
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def association(words):
        words = words / words.norm()
        return (words @ (a / a.norm()).T).mean(1) - (words @ (b / b.norm()).T).mean(1)
    of_x, of_y = association(x), association(y)
    return float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
