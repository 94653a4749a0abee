# score: 0
def lstm_step(x, h, c, w_ih, w_hh, b_ih, b_hh):
    return h * 0, c * 0
