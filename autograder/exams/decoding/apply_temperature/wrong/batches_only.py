# property: leading_dimensions
# hint: leading_dimensions
# holds: values, infinities, unmodified, any_number, errors, dtype
# check: unnamed
def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    rows, size = logits.shape
    return (logits.view(rows, size) / temperature)
