# property: values
# hint: halved
# holds: sizes, gradient, dtype, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    losses = -F.logsigmoid(chosen_rewards - rejected_rewards)
    return losses.sum() / (len(chosen_rewards) + len(rejected_rewards))
