# score: 0
def association_effect_size(x, y, a, b):
    return x
