# score: 0
def gae(rewards, values, mask, gamma, lam):
    return values * 0, values * 0
