# property: values
# hint: dot_products
# holds: unmodified, unequal, two_words, opposites, float64, again
import torch


def association_effect_size(x, y, a, b):
    def association(words):
        return (words @ a.T).mean(1) - (words @ b.T).mean(1)
    of_x, of_y = association(x), association(y)
    return float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
