# property: values
# hint: means_of_vectors
# holds: unmodified, unequal, two_words, opposites, float64, again
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def association(words):
        return F.cosine_similarity(words, a.mean(0)[None]) - F.cosine_similarity(words, b.mean(0)[None])
    of_x, of_y = association(x), association(y)
    return float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
