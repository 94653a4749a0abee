# property: values
# hint: over_positions
# holds: no_mask, gradient, unmodified, large, dtype, sizes
def next_token_loss(logits, tokens, mask=None):
    surprise = -logits[:, :-1].log_softmax(dim=1).gather(-1, tokens[:, 1:, None])[..., 0]
    if mask is None:
        return surprise.mean()
    counted = mask[:, 1:]
    return (surprise * counted).sum() / counted.sum().clamp(min=1)
