# property: values
# hint: value
# holds:
def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return ((true - 1) ** 2 + (drawn**2).sum(dim=-1)).mean()
