def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    def linear(n_in, n_out):
        return n_in * n_out + n_out
    total = (vocab_size + context) * d_model
    for _ in range(n_layers):
        total += linear(d_model, 3 * d_model) + linear(d_model, d_model)
        total += linear(d_model, 4 * d_model) + linear(4 * d_model, d_model) + 2 * 2 * d_model
    total += 2 * d_model
    if not tied:
        total += vocab_size * d_model
    return total
