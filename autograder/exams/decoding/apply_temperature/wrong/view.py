# property: leading_dimensions
# hint: not_contiguous
# holds: values, infinities, unmodified, any_number, errors, dtype
def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return (logits.view(-1) / temperature).view(logits.shape)
