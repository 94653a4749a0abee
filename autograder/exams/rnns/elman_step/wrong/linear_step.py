# property: values
# hint: no_tanh
# holds: sizes, square, gradient, dtype, unmodified
def elman_step(x, h, w_xh, w_hh, b):
    return (x @ w_xh.T + h @ w_hh.T + b)
