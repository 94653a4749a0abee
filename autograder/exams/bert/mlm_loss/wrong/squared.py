# property: values
# hint: value
# holds:
def mlm_loss(logits, labels):
    counted = labels != -100
    picked = logits.log_softmax(dim=-1).gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    return ((picked * counted) ** 2).sum() / counted.sum().clamp(min=1)
