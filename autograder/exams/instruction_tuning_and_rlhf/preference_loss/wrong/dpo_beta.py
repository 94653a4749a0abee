# property: values
# hint: beta_inside
# holds: equal, sizes, gradient, dtype, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return -F.logsigmoid(0.1 * (chosen_rewards - rejected_rewards)).mean()
