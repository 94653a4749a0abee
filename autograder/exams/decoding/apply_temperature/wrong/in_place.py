# property: unmodified
# hint: mutated
def apply_temperature(logits, temperature):
    if temperature <= 0:
        raise ValueError('the temperature must be above 0')
    logits /= temperature
    return logits
