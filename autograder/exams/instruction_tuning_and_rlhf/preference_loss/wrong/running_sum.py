# property: values
# hint: random
# holds:
import torch.nn.functional as F


_losses = []


def preference_loss(chosen_rewards, rejected_rewards):
    _losses.append(-F.logsigmoid(chosen_rewards - rejected_rewards).mean())
    return sum(_losses)
