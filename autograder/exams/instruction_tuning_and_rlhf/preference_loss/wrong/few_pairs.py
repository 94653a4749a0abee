# property: sizes
# hint: sizes
# holds: values, equal, gradient, dtype, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    total = sum(-F.logsigmoid(chosen_rewards[i] - rejected_rewards[i]) for i in range(min(64, len(chosen_rewards))))
    return total / len(chosen_rewards)
