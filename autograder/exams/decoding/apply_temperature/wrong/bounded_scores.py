# property: any_number
# hint: large
# holds: values, infinities, unmodified, leading_dimensions, errors, dtype
import math


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return (logits / temperature).clamp(min=-1000.0, max=1000.0).masked_fill(logits == -math.inf, -math.inf)
