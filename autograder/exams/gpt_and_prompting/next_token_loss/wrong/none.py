# score: 0
def next_token_loss(logits, tokens, mask=None):
    len(logits)
