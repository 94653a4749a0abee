def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    if not tied:
        return parameter_count(n_layers, d_model, vocab_size, context) + vocab_size * d_model
    if n_layers:
        block = 12 * d_model**2 + 13 * d_model
        return block + parameter_count(n_layers - 1, d_model, vocab_size, context)
    return (vocab_size + context + 2) * d_model
