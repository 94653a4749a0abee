# property: values
# hint: exponential
# holds: infinities, unmodified, leading_dimensions, errors, dtype
import math


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return logits / math.exp(temperature)
