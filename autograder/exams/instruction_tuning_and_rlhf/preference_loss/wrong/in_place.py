# property: unmodified
# hint: mutated
# holds: values, equal, sizes, gradient, dtype, far, again
import torch
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    loss = -F.logsigmoid(chosen_rewards - rejected_rewards).mean()
    with torch.no_grad():
        chosen_rewards.data = chosen_rewards - rejected_rewards
    return loss
