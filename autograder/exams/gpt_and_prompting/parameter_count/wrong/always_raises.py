# score: 0
def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    raise RuntimeError('not today')
