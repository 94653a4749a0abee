# property: values
# hint: embeddings_in_each_block
# holds: untied, no_layers, whole
def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    d, total = d_model, 2 * d_model
    for _ in range(n_layers):
        total += (vocab_size + context) * d
        total += 12 * d * d + 13 * d
    return total if tied else total + vocab_size * d
