import torch


def next_token_loss(logits, tokens, mask=None):
    scores = logits[:, :-1].log_softmax(dim=-1)
    picked = scores.gather(-1, tokens[:, 1:].unsqueeze(-1)).squeeze(-1)
    if mask is None:
        mask = torch.ones_like(tokens, dtype=torch.bool)
    counted = mask[:, 1:]
    return -torch.where(counted, picked, 0).sum() / counted.sum().clamp(min=1)
