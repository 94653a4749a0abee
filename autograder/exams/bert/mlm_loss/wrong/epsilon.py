# property: dtype
# hint: float32_inside
# holds: values, all_counted, sizes, not_contiguous, gradient, unmodified, none_counted, again
# check: large
def mlm_loss(logits, labels):
    counted = labels != -100
    picked = (logits.softmax(dim=-1) + 1e-8).gather(-1, labels.clamp(min=0)[..., None])[..., 0].log()
    return -(picked * counted).sum() / counted.sum().clamp(min=1)
