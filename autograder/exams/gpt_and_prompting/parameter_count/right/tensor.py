import torch


def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    d = torch.tensor(d_model)
    rows = torch.tensor([vocab_size * (2 - tied), context, 2, 13 * n_layers])
    return (rows.sum() + 12 * n_layers * d) * d
