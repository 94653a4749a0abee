# property: errors
# hint: allowed_refused
def apply_temperature(logits, temperature):
    if not 0 < temperature <= 2.5:
        raise ValueError(temperature)
    return logits / temperature
