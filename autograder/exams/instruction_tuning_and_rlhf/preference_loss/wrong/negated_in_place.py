# property: unmodified
# hint: mutated
# holds: values, equal, sizes, gradient, dtype, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    loss = -F.logsigmoid(chosen_rewards - rejected_rewards).mean()
    rejected_rewards.data.neg_()
    return loss
