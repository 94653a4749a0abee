# property: values
# hint: multiplied
# holds: infinities, leading_dimensions, any_number, errors, dtype
def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    logits *= temperature
    return logits
