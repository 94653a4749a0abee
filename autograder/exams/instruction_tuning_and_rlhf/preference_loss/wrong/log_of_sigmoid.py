# property: far
# hint: far
def preference_loss(chosen_rewards, rejected_rewards):
    return -(chosen_rewards - rejected_rewards).sigmoid().log().mean()
