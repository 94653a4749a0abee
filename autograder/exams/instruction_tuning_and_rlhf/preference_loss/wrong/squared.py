# property: values
# hint: squared
# holds: sizes, gradient, dtype, unmodified, far, again
def preference_loss(chosen_rewards, rejected_rewards):
    return (chosen_rewards - rejected_rewards - 1).square().mean()
