# property: errors
# hint: no_value_error
def apply_temperature(logits, temperature):
    return logits / temperature
