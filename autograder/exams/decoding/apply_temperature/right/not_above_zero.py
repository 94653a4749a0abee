def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError(temperature)
    out = logits.clone()
    out /= temperature
    return out
