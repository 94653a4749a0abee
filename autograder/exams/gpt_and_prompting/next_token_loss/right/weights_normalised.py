import torch
from torch import nn


def next_token_loss(logits, tokens, mask=None):
    loss = nn.CrossEntropyLoss(reduction='none')
    batch, n, vocab = logits.shape
    surprise = loss(logits[:, :-1].reshape(-1, vocab), tokens[:, 1:].reshape(-1))
    weights = torch.ones(len(surprise), dtype=logits.dtype) if mask is None else mask[:, 1:].reshape(-1).to(logits.dtype)
    return torch.dot(surprise, weights / torch.clamp(weights.sum(), min=1))
