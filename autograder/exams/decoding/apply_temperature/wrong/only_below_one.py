# property: any_number
# hint: allowed_refused
# holds: values, infinities, unmodified, leading_dimensions, errors, dtype
def apply_temperature(logits, temperature):
    if not 0 < temperature <= 2.5:
        raise ValueError(temperature)
    return logits / temperature
