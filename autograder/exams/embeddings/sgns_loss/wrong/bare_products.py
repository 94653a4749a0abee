# property: values
# hint: no_sigmoid
# holds: sizes, extreme, dtype, gradient, unmodified
def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -(true + (-drawn).sum(dim=-1)).mean()
