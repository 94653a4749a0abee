# property: dtype
# hint: float32_inside
# holds: values, equal, sizes, gradient, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return -F.logsigmoid((chosen_rewards - rejected_rewards).float()).mean().to(chosen_rewards.dtype)
