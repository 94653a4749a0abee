import torch
import torch.nn.functional as F


def additive_attention(query, keys, mask, w_q, w_k, v):
    hidden = torch.einsum('aq,bq->ba', w_q, query)[:, None] + torch.einsum('ak,bmk->bma', w_k, keys)
    scores = torch.einsum('bma,a->bm', hidden.tanh(), v)
    weights = F.softmax(scores.masked_fill(mask.logical_not(), float('-inf')), dim=-1)
    return [torch.einsum('bm,bmk->bk', weights, keys), weights]
