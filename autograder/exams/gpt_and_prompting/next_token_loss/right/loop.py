def next_token_loss(logits, tokens, mask=None):
    total, n = logits.sum() * 0, 0
    for b in range(tokens.shape[0]):
        for t in range(tokens.shape[1] - 1):
            if mask is None or mask[b, t + 1]:
                total = total - logits[b, t].log_softmax(dim=0)[tokens[b, t + 1]]
                n += 1
    return total / max(1, n)
