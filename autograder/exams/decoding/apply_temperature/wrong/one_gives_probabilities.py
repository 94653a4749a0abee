# property: any_number
# hint: any_number
# holds: values, infinities, unmodified, leading_dimensions, errors, dtype
def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    if temperature == 1:
        return logits.softmax(dim=-1)
    return logits / temperature
