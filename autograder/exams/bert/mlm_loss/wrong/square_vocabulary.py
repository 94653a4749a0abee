# property: sizes
# hint: sizes
# holds: values, all_counted, large, not_contiguous, gradient, unmodified, none_counted, dtype, again
def mlm_loss(logits, labels):
    dim = 1 if logits.shape[0] == logits.shape[1] == logits.shape[2] else 2
    counted = labels != -100
    picked = logits.log_softmax(dim=dim).gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    return -(picked * counted).sum() / counted.sum().clamp(min=1)
