# property: far
# hint: far
# holds: values, equal, sizes, gradient, dtype, unmodified, again
def preference_loss(chosen_rewards, rejected_rewards):
    return -(chosen_rewards - rejected_rewards).sigmoid().log().mean()
