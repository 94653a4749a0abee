import torch


def longest_common_subsequence(a, b):
    table = torch.zeros(len(a) + 1, len(b) + 1, dtype=torch.int32)
    rows = table.tolist()
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            rows[i + 1][j + 1] = max(rows[i][j] + (x == y), rows[i][j + 1], rows[i + 1][j])
    return torch.tensor(rows)[len(a), len(b)]
