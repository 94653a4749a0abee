# property: values
# hint: sigmoid_of_each
# holds: equal, sizes, gradient, dtype, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return -F.logsigmoid(chosen_rewards.sigmoid() - rejected_rewards.sigmoid()).mean()
