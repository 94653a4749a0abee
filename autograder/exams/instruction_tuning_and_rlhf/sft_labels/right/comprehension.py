import torch


def sft_labels(tokens, prompt_length, padding_mask):
    batch, n = tokens.shape
    labels = torch.empty(batch, n, dtype=torch.int64)
    for b in range(batch):
        for t in range(n):
            labels[b, t] = tokens[b, t] if padding_mask[b, t] and t >= prompt_length[b] else -100
    return labels
