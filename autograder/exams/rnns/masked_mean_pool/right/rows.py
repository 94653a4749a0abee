import torch


def masked_mean_pool(states, mask):
    rows = []
    for states_of_one, real in zip(states, mask):
        some = states_of_one[real]
        rows.append(some.mean(dim=0) if len(some) else (states_of_one * 0).sum(dim=0))
    return torch.stack(rows)
