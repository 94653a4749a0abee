# property: lengths
# hint: lengths
# holds: values, unmodified, unequal, two_words, opposites, float64, again
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def association(words):
        words = words / (words.norm(dim=-1, keepdim=True) + 1e-8)
        def near(attribute):
            return (words @ (attribute / (attribute.norm(dim=-1, keepdim=True) + 1e-8)).T).mean(1)
        return near(a) - near(b)
    of_x, of_y = association(x), association(y)
    return float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
