# property: values
# hint: logarithm_of_mean
# holds: equal, sizes, gradient, dtype, unmodified, again
import torch


def preference_loss(chosen_rewards, rejected_rewards):
    probability = 1 / (1 + torch.exp(rejected_rewards - chosen_rewards))
    return -torch.log(torch.mean(probability))
