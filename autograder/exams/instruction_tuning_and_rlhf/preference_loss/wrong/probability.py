# property: values
# hint: no_logarithm
# holds: sizes, gradient, dtype, unmodified, far, again
def preference_loss(chosen_rewards, rejected_rewards):
    return -(chosen_rewards - rejected_rewards).sigmoid().mean()
