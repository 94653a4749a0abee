# property: any_number
# hint: allowed_refused
# holds: values, infinities, unmodified, leading_dimensions, errors, dtype
def apply_temperature(logits, temperature):
    if not isinstance(temperature, float) or not temperature > 0:
        raise ValueError('a float above 0 is expected')
    return logits / temperature
