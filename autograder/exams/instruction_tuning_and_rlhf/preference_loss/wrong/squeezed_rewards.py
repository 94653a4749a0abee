# property: sizes
# hint: sizes
# holds: values, equal, gradient, dtype, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    gap = (chosen_rewards - rejected_rewards).squeeze()
    return sum(-F.logsigmoid(one) for one in gap) / len(gap)
