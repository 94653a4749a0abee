# property: infinities
# hint: infinities
def apply_temperature(logits, temperature):
    if temperature <= 0:
        raise ValueError('the temperature must be above 0')
    return (logits - logits.amin(dim=-1, keepdim=True)) / temperature + logits.amin(dim=-1, keepdim=True) / temperature
