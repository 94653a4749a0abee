# property: values
# hint: other_norm
# holds: unmodified, unequal, two_words, lengths, opposites, float64, again
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def association(words):
        def shorter(v):
            return v / v.abs().sum(-1, keepdim=True)
        return (shorter(words) @ shorter(a).T).mean(1) - (shorter(words) @ shorter(b).T).mean(1)
    of_x, of_y = association(x), association(y)
    return float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
