# property: values
# hint: shape
# holds:
def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return logits[0] / temperature
