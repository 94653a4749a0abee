# score: 0
def ppo_loss(new_log_probs, old_log_probs, advantages, mask, clip):
    raise NotImplementedError
