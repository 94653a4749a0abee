# property: values
# hint: approximation
# holds: no_layers, whole
def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    return 12 * n_layers * d_model**2
