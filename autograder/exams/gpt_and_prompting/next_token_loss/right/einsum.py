import torch


def next_token_loss(logits, tokens, mask=None):
    picked = torch.nn.functional.one_hot(tokens[:, 1:], logits.shape[-1]).to(logits.dtype)
    log_probs = torch.log_softmax(logits[:, :-1], dim=-1)
    weights = torch.ones_like(tokens[:, 1:], dtype=logits.dtype) if mask is None else mask[:, 1:].to(logits.dtype)
    total = -torch.einsum('bnv,bnv,bn->', log_probs, picked, weights)
    return total / weights.sum().clamp(min=1)
