# score: 0
def apply_temperature(logits, temperature):
    raise RuntimeError('not today')
