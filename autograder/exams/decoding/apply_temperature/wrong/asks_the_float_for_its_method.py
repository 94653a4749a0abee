# property: any_number
# hint: allowed_refused
# holds: values, infinities, unmodified, leading_dimensions, errors, dtype
def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    top, bottom = float.as_integer_ratio(temperature)
    return logits * bottom / top
