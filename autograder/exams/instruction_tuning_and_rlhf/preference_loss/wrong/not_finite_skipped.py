# property: far
# hint: far_cut_off
# holds: values, equal, sizes, gradient, dtype, unmodified, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    losses = -(chosen_rewards - rejected_rewards).sigmoid().log()
    return losses.nan_to_num(posinf=0.0).mean()
