# score: 0
def sgns_loss(center, context, negatives):
    return center
