# property: errors
# hint: no_value_error
# holds: values, infinities, unmodified, leading_dimensions, any_number, dtype
def apply_temperature(logits, temperature):
    if isinstance(temperature, float) and not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return logits / (temperature or 1.0)
