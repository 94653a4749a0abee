# property: any_number
# hint: allowed_refused
# holds: values, infinities, unmodified, leading_dimensions, errors, dtype
def apply_temperature(logits, temperature):
    if not temperature > 0.05:
        raise ValueError('too low')
    return logits / temperature
