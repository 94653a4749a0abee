# property: large
# hint: large
# holds: values, all_counted, sizes, not_contiguous, gradient, unmodified, none_counted, dtype, again
def mlm_loss(logits, labels):
    counted = labels != -100
    total = logits.exp().sum(dim=-1).log()
    picked = logits.gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    return ((total - picked) * counted).sum() / counted.sum().clamp(min=1)
