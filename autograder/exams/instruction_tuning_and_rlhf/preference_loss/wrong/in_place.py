# property: unmodified
# hint: mutated
import torch
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    loss = -F.logsigmoid(chosen_rewards - rejected_rewards).mean()
    with torch.no_grad():
        chosen_rewards.data = chosen_rewards - rejected_rewards
    return loss
