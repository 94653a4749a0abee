# property: values
# hint: temperature_rounded
# holds: infinities, unmodified, leading_dimensions, any_number, errors, dtype
def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return logits / max(1, round(temperature))
