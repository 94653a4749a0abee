# property: dtype
# hint: float32_inside
# holds: values, infinities, unmodified, leading_dimensions, errors
def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return logits / (temperature + 1e-8)
