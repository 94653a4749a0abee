# property: values
# hint: no_sigmoid
# holds: sizes, gradient, dtype, unmodified, far, again
def preference_loss(chosen_rewards, rejected_rewards):
    return (rejected_rewards - chosen_rewards).mean()
