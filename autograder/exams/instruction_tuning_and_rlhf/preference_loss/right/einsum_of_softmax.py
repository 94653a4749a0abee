import torch


def preference_loss(chosen_rewards, rejected_rewards):
    scores = torch.stack((chosen_rewards, rejected_rewards), dim=-1)
    first = torch.tensor([1.0, 0.0], dtype=scores.dtype)
    return -torch.einsum('bc,c->b', torch.log_softmax(scores, dim=-1), first).mean()
