# property: equal
# hint: equal
# holds: values, sizes, dtype, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    gap = chosen_rewards - rejected_rewards
    return -(F.logsigmoid(gap) * (gap != 0)).mean()
