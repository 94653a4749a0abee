import torch


def sample(logits, u):
    rows, numbers = logits.reshape(-1, logits.shape[-1]), u.reshape(-1)
    out = []
    for row, number in zip(rows.softmax(dim=-1).tolist(), numbers.tolist()):
        total, token = 0.0, None
        for index, share in enumerate(row):
            total += share
            if total > number:
                token = index
                break
        if token is None:
            token = max(index for index, share in enumerate(row) if share > 0)
        out.append(token)
    return torch.tensor(out).reshape(u.shape)
