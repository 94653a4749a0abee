# property: values
# hint: all_pairs
# holds: sizes, gradient, dtype, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return -F.logsigmoid(chosen_rewards.unsqueeze(1) - rejected_rewards.unsqueeze(0)).mean()
