# property: unequal
# hint: among_attributes
# holds: values, unmodified, two_words, lengths, opposites, float64, again
# check: not_finite
import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def near(words, attributes):
        cosines = F.normalize(words, dim=1) @ F.normalize(attributes, dim=1).T
        itself = (words[:, None] == attributes).all(dim=2)
        return cosines.masked_fill(itself, torch.nan).nanmean(dim=1)

    of_x, of_y = (near(words, a) - near(words, b) for words in (x, y))
    return ((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std()).item()
