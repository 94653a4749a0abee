# property: large
# hint: small_number_in_log
# holds: values, no_mask, gradient, unmodified, sizes
def next_token_loss(logits, tokens, mask=None):
    shares = logits[:, :-1].softmax(dim=-1).gather(-1, tokens[:, 1:, None])[..., 0]
    surprise = -(shares + 1e-9).log()
    if mask is None:
        return surprise.mean()
    counted = mask[:, 1:]
    return (surprise * counted).sum() / counted.sum().clamp(min=1)
