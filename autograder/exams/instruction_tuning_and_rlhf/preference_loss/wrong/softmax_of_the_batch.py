# property: values
# hint: over_the_batch
# holds: sizes, gradient, dtype, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return -(chosen_rewards.log_softmax(0) - rejected_rewards.log_softmax(0)).mean()
