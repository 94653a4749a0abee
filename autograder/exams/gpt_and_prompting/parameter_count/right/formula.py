def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    d = d_model
    return (vocab_size * (1 if tied else 2) + context + 13 * n_layers + 2 + 12 * n_layers * d) * d
