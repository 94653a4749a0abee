# property: values
# hint: angles
# holds: unmodified, unequal, two_words, lengths, opposites, float64, again
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def association(words):
        words = F.normalize(words, dim=-1)
        def turned(attribute):
            return (words @ F.normalize(attribute, dim=-1).T).clamp(-1, 1).acos().mean(1)
        return turned(b) - turned(a)
    of_x, of_y = association(x), association(y)
    return float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
