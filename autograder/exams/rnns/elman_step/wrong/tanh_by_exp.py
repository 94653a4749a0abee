# property: sizes
# hint: overflow
# holds: values, square, gradient, dtype, unmodified
# check: passes
def elman_step(x, h, w_xh, w_hh, b):
    grown = (2 * (x @ w_xh.mT + h @ w_hh.mT + b)).exp()
    return (grown - 1) / (grown + 1)
