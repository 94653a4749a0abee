# property: values
# hint: accuracy
# holds: sizes, dtype, unmodified, far, again
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    return (chosen_rewards > rejected_rewards).to(chosen_rewards.dtype).mean()
