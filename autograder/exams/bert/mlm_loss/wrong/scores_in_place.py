# property: unmodified
# hint: mutated
# holds: values, all_counted, large, sizes, not_contiguous, gradient, none_counted, dtype, again
def mlm_loss(logits, labels):
    counted = labels != -100
    logits.data -= logits.data.amax(dim=-1, keepdim=True)
    picked = logits.log_softmax(dim=-1).gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    return -(picked * counted).sum() / counted.sum().clamp(min=1)
