# property: errors
# hint: no_value_error
# holds: values, infinities, unmodified, leading_dimensions, any_number, dtype
def apply_temperature(logits, temperature):
    assert temperature > 0
    return logits / temperature
