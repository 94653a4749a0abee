# property: errors
# hint: no_value_error
def apply_temperature(logits, temperature):
    if temperature < 0:
        raise ValueError('negative')
    return logits / temperature
