# property: errors
# hint: nan_passes
# holds: values, infinities, unmodified, leading_dimensions, any_number, dtype
def apply_temperature(logits, temperature):
    if temperature <= 0:
        raise ValueError('the temperature must be above 0')
    return logits / temperature
