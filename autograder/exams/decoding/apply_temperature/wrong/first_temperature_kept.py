# property: values
# hint: value
# holds:
STATE = {}


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    STATE.setdefault('temperature', temperature)
    return logits / STATE['temperature']
