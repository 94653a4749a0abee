# property: whole
# hint: whole
# holds: values, untied, published, no_layers
def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    d = d_model
    total = (vocab_size + context + 2) * d + n_layers * (12 * d**2.0 + 13 * d)
    return int(total if tied else total + vocab_size * d)
