# property: no_layers
# hint: no_layers
# holds: values, untied, published, whole
def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    d, total = d_model, (vocab_size + context + 2) * d_model
    if n_layers == 0:
        raise ValueError('no layers')
    total += n_layers * (12 * d * d + 13 * d)
    return total if tied else total + vocab_size * d
