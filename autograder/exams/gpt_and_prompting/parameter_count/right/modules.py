from torch import nn
import torch


def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    with torch.device('meta'):
        d = d_model
        block = [nn.LayerNorm(d), nn.Linear(d, 3 * d), nn.Linear(d, d), nn.LayerNorm(d), nn.Linear(d, 4 * d), nn.Linear(4 * d, d)]
        rest = [nn.Embedding(vocab_size, d), nn.Embedding(context, d), nn.LayerNorm(d)]
        if not tied:
            rest.append(nn.Linear(d, vocab_size, bias=False))
    size = lambda parts: sum(p.numel() for part in parts for p in part.parameters())  # noqa: E731
    return size(rest) + n_layers * size(block)
