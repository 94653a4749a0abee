# property: values
# hint: hinge
# holds: sizes, gradient, dtype, unmodified, far, again
def preference_loss(chosen_rewards, rejected_rewards):
    return (1 - chosen_rewards + rejected_rewards).clamp(min=0).mean()
