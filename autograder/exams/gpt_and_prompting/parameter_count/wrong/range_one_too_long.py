# property: values
# hint: one_layer_more
# holds: untied, whole
def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    d, total = d_model, (vocab_size + context + 2) * d_model
    for _ in range(n_layers + 1):
        total += 12 * d * d + 13 * d
    return total if tied else total + vocab_size * d
