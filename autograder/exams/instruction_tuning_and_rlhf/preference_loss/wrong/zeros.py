# score: 0
def preference_loss(chosen_rewards, rejected_rewards):
    return (chosen_rewards + rejected_rewards).sum() * 0
