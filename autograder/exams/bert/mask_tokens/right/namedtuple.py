from collections import namedtuple

import torch

Masked = namedtuple('Masked', ['inputs', 'labels'])


def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    selected = torch.logical_and(u_select < 0.15, torch.logical_not(special_mask))
    kind = torch.bucketize(u_kind, torch.tensor([0.8, 0.9], dtype=u_kind.dtype), right=True)
    choices = torch.stack((torch.full_like(tokens, mask_id), random_tokens, tokens))
    inputs = torch.where(selected, choices.gather(0, kind[None])[0], tokens)
    return Masked(inputs, torch.where(selected, tokens, -100))
