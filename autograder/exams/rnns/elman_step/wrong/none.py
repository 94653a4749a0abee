# score: 0
def elman_step(x, h, w_xh, w_hh, b):
    len(x)
