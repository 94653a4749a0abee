# score: 0
def sinusoidal_positions(n, d_model):
    raise RuntimeError("not today")
