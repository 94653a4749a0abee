# property: leading_dimensions
# hint: leading_dimensions
def apply_temperature(logits, temperature):
    if temperature <= 0:
        raise ValueError('the temperature must be above 0')
    rows, size = logits.shape
    return (logits.view(rows, size) / temperature)
