# property: any_number
# hint: any_number
# holds: values, infinities, unmodified, leading_dimensions, errors, dtype
import math


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    if temperature < 0.1:
        best = logits.amax(dim=-1, keepdim=True)
        return logits.masked_fill(logits < best, -math.inf)
    return logits / temperature
