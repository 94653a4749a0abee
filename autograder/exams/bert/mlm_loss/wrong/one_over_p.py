# property: values
# hint: no_logarithm
# holds: all_counted, large, sizes, not_contiguous, gradient, unmodified, none_counted, dtype, again
def mlm_loss(logits, labels):
    counted = labels != -100
    picked = logits.log_softmax(dim=-1).gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    return ((1 - picked.exp()) * counted).sum() / counted.sum().clamp(min=1)
