# property: values
# hint: not_averaged
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return -F.logsigmoid(chosen_rewards - rejected_rewards)
