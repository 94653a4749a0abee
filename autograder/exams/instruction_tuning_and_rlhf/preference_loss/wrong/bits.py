# property: values
# hint: base_two
# holds: sizes, gradient, dtype, unmodified, far, again
import math

import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return -F.logsigmoid(chosen_rewards - rejected_rewards).mean() / math.log(2)
