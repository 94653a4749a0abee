# property: values
# hint: forbidden
from course_lib.checks.transformers import table


def sinusoidal_positions(n, d_model):
    return table(n, d_model).float()
