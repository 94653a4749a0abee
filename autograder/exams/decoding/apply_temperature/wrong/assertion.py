# property: errors
# hint: no_value_error
def apply_temperature(logits, temperature):
    assert temperature > 0
    return logits / temperature
