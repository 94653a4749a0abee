def mlm_loss(logits, labels):
    total, count = logits.sum() * 0, 0
    for row, wanted in zip(logits, labels):
        for scores, label in zip(row, wanted):
            if label == -100:
                continue
            shifted = scores - scores.max()
            total = total + shifted.exp().sum().log() - shifted[label]
            count += 1
    return total / max(count, 1)
