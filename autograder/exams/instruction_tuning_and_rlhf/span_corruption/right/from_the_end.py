def span_corruption(tokens, spans, sentinel_ids, eos_id):
    n = len(spans)
    if len(sentinel_ids) <= n:
        raise ValueError('sentinels')
    inputs, targets = list(tokens), [sentinel_ids[n], eos_id]
    for i in reversed(range(n)):
        start, length = spans[i]
        targets = [sentinel_ids[i], *tokens[start : start + length], *targets]
        inputs[start : start + length] = [sentinel_ids[i]]
    return (*inputs, eos_id), tuple(targets)
