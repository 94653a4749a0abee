# property: errors
# hint: no_value_error
# holds: values, infinities, unmodified, leading_dimensions, any_number, dtype
def apply_temperature(logits, temperature):
    if temperature < 0:
        raise ValueError('negative')
    return logits / temperature
