# property: values
# hint: squared
def preference_loss(chosen_rewards, rejected_rewards):
    return (chosen_rewards - rejected_rewards - 1).square().mean()
