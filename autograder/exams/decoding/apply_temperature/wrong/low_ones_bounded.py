# property: any_number
# hint: any_number
# holds: values, infinities, unmodified, leading_dimensions, errors, dtype
def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return logits / max(temperature, 0.1)
