# property: values
# hint: means_of_vectors
# holds: unmodified, unequal, two_words, lengths, opposites, float64, again
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def association(words):
        def near(attribute):
            middle = F.normalize(attribute, dim=-1).mean(0)
            return F.normalize(words, dim=-1) @ F.normalize(middle, dim=0)
        return near(a) - near(b)
    of_x, of_y = association(x), association(y)
    return float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
