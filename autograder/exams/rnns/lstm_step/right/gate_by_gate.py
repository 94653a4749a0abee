def lstm_step(x, h, c, w_ih, w_hh, b_ih, b_hh):
    def gate(k):
        rows = slice(k * h.shape[1], (k + 1) * h.shape[1])
        return x @ w_ih[rows].T + h @ w_hh[rows].T + b_ih[rows] + b_hh[rows]

    c_new = gate(1).sigmoid() * c + gate(0).sigmoid() * gate(2).tanh()
    return gate(3).sigmoid() * c_new.tanh(), c_new
