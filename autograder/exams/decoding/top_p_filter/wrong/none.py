# score: 0
def top_p_filter(logits, p):
    logits.softmax(dim=-1)
