# property: any_number
# hint: any_number
# holds: values, leading_dimensions, errors, infinities, dtype, unmodified
# check: passes
def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError("the temperature must be above 0")
    return logits / max(temperature, 1e-3)
