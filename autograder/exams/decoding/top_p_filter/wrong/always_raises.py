# score: 0
def top_p_filter(logits, p):
    raise RuntimeError('not today')
