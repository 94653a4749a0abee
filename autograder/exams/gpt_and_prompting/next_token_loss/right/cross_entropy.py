import torch.nn.functional as F


def next_token_loss(logits, tokens, mask=None):
    surprise = F.cross_entropy(logits[:, :-1].transpose(1, 2), tokens[:, 1:], reduction='none')
    if mask is None:
        return surprise.sum() / max(1, surprise.numel())
    counted = mask[:, 1:]
    return (surprise * counted).sum() / counted.sum().clamp(min=1)
