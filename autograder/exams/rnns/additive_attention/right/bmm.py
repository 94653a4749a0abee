import torch
import torch.nn.functional as F


def additive_attention(query, keys, mask, w_q, w_k, v):
    scores = torch.tanh(F.linear(query, w_q).unsqueeze(1) + F.linear(keys, w_k)) @ v
    scores = torch.where(mask, scores, torch.full_like(scores, -torch.inf))
    weights = torch.softmax(scores, dim=1)
    return torch.bmm(weights[:, None], keys)[:, 0], weights
