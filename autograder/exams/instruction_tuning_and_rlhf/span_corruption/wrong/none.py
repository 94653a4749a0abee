# score: 0
def span_corruption(tokens, spans, sentinel_ids, eos_id):
    len(tokens)
