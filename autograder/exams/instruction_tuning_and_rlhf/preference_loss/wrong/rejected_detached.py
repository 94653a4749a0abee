# property: gradient
# hint: gradient
# holds: values, equal, sizes, dtype, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return -F.logsigmoid(chosen_rewards - rejected_rewards.detach()).mean()
