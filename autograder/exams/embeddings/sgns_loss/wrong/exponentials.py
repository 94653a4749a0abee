# property: extreme
# hint: extreme
# holds: values, sizes, dtype, gradient, unmodified
def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return ((1 + (-true).exp()).log() + (1 + drawn.exp()).log().sum(dim=-1)).mean()
