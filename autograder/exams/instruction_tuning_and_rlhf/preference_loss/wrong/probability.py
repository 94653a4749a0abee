# property: values
# hint: no_logarithm
def preference_loss(chosen_rewards, rejected_rewards):
    return -(chosen_rewards - rejected_rewards).sigmoid().mean()
