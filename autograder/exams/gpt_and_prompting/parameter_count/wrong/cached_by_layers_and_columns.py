# property: published
# hint: remembers_calls
# holds: values, untied, no_layers, whole
KNOWN = {}


def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    key = n_layers, d_model, tied
    if key in KNOWN:
        return KNOWN[key]
    d = d_model
    embeddings = vocab_size * d + context * d
    attention = 4 * d * d + 4 * d
    mlp = 8 * d * d + 5 * d
    norms = 4 * d
    total = embeddings + n_layers * (attention + mlp + norms) + 2 * d
    KNOWN[key] = total if tied else total + vocab_size * d_model
    return KNOWN[key]
