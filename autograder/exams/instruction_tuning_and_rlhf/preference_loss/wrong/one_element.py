# property: values
# hint: shape
# holds:
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return -F.logsigmoid(chosen_rewards - rejected_rewards).mean(dim=0, keepdim=True)
