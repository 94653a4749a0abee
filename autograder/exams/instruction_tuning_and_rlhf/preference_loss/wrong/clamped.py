# property: far
# hint: far_cut_off
# holds: values, equal, sizes, gradient, dtype, unmodified, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return -F.logsigmoid((chosen_rewards - rejected_rewards).clamp(-20, 20)).mean()
