# property: values
# hint: each_alone
# holds: sizes, gradient, dtype, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return -(F.logsigmoid(chosen_rewards) + F.logsigmoid(-rejected_rewards)).mean() / 2
