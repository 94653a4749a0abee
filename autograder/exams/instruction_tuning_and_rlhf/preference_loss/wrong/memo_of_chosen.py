# property: again
# hint: remembers_calls
# holds: values, equal, sizes, gradient, dtype, unmodified, far
import torch.nn.functional as F


_rejected = {}


def preference_loss(chosen_rewards, rejected_rewards):
    key = tuple(chosen_rewards.tolist())
    rejected_rewards = rejected_rewards - rejected_rewards.detach() + _rejected.setdefault(key, rejected_rewards.detach().clone())
    return -F.logsigmoid(chosen_rewards - rejected_rewards).mean()
