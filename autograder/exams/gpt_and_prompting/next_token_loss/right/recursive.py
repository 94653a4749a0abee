import torch


def next_token_loss(logits, tokens, mask=None):
    def total(t):
        if t == tokens.shape[1] - 1:
            return logits.sum() * 0
        rows = logits[:, t].log_softmax(dim=-1)[torch.arange(len(tokens)), tokens[:, t + 1]]
        weights = 1 if mask is None else mask[:, t + 1]
        return total(t + 1) - (rows * weights).sum()
    n = tokens[:, 1:].numel() if mask is None else int(mask[:, 1:].sum())
    return total(0) / max(n, 1)
