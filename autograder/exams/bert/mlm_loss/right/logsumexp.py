import torch


def mlm_loss(logits, labels):
    rows = logits[labels != -100]
    wanted = labels[labels != -100]
    picked = rows[torch.arange(len(rows)), wanted]
    return (rows.logsumexp(dim=-1) - picked).sum() / max(1, len(rows))
