# property: values
# hint: forbidden
import torch

from course_lib.association import associations


def association_effect_size(x, y, a, b):
    of_x, of_y = associations(x, a, b), associations(y, a, b)
    return float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())
