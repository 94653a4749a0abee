# property: errors
# hint: no_value_error
# holds: values, infinities, unmodified, leading_dimensions, any_number, dtype
def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise TypeError('the temperature must be above 0')
    return logits / temperature
