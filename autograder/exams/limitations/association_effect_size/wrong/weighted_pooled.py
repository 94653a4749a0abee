# property: values
# hint: pooled
# holds: unmodified, lengths, opposites, float64, again
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def association(words):
        words = F.normalize(words, dim=-1)
        return (words @ F.normalize(a, dim=-1).T).mean(1) - (words @ F.normalize(b, dim=-1).T).mean(1)
    of_x, of_y = association(x), association(y)
    n_x, n_y = len(x), len(y)
    within = (n_x - 1) * of_x.var() + (n_y - 1) * of_y.var()
    return float((of_x.mean() - of_y.mean()) / (within / (n_x + n_y - 2)).sqrt())
