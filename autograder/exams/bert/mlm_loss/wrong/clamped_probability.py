# property: large
# hint: large
# holds: values, all_counted, sizes, not_contiguous, gradient, unmodified, none_counted, dtype, again
def mlm_loss(logits, labels):
    counted = labels != -100
    picked = logits.softmax(dim=-1).clamp(min=1e-12).gather(-1, labels.clamp(min=0)[..., None])[..., 0].log()
    return -(picked * counted).sum() / counted.sum().clamp(min=1)
