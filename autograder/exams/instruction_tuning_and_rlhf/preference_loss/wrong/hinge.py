# property: values
# hint: hinge
def preference_loss(chosen_rewards, rejected_rewards):
    return (1 - chosen_rewards + rejected_rewards).clamp(min=0).mean()
