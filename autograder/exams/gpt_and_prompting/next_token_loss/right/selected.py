import torch


def next_token_loss(logits, tokens, mask=None):
    counted = torch.ones_like(tokens[:, 1:]).bool() if mask is None else mask[:, 1:]
    rows = logits[:, :-1][counted]
    wanted = tokens[:, 1:][counted]
    if len(wanted) == 0:
        return logits.sum() * 0
    return (rows.logsumexp(dim=-1) - rows[torch.arange(len(rows)), wanted]).mean()
