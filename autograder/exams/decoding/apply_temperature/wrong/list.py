# property: values
# hint: type
# holds:
def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    return (logits / temperature).tolist()
