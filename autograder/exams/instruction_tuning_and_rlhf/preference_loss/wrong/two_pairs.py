# property: sizes
# hint: sizes
# holds: values, equal, gradient, dtype, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    if len(chosen_rewards) == 1:
        raise ValueError('one pair')
    return -F.logsigmoid(chosen_rewards - rejected_rewards).mean()
