# property: infinities
# hint: infinities
# holds: values, unmodified, leading_dimensions, any_number, errors, dtype
import math


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    possible = (logits > -math.inf).to(logits.dtype)
    return logits * possible / temperature
