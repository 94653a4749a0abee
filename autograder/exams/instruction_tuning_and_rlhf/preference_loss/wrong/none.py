# score: 0
def preference_loss(chosen_rewards, rejected_rewards):
    len(chosen_rewards)
