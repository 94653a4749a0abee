# score: 0
def gae(rewards, values, mask, gamma, lam):
    len(values)
