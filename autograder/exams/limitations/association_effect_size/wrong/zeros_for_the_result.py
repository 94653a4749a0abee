# property: float64
# hint: float64
# holds: values, unmodified, unequal, two_words, lengths, opposites, again
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def association(words):
        near = torch.zeros(len(words), len(a) + len(b))
        torch.mm(F.normalize(words, dim=-1), F.normalize(torch.cat((a, b)), dim=-1).T, out=near)
        return near[:, :len(a)].mean(1) - near[:, len(a):].mean(1)
    of_x, of_y = association(x), association(y)
    return float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
