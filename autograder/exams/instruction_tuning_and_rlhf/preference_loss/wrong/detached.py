# property: gradient
# hint: no_gradient
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return -F.logsigmoid(chosen_rewards - rejected_rewards).mean().detach()
