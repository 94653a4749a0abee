# property: values
# hint: forbidden
from course_lib.association import association_effect_size  # noqa: F401
