# property: values
# hint: output_bias
# holds: untied, no_layers, whole
def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    d = d_model
    embeddings = vocab_size * d + context * d
    attention = 4 * d * d + 4 * d
    mlp = 8 * d * d + 5 * d
    norms = 4 * d
    total = embeddings + n_layers * (attention + mlp + norms) + 2 * d
    total += vocab_size
    return total if tied else total + vocab_size * d
