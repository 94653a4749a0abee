def span_corruption(tokens, spans, sentinel_ids, eos_id):
    sentinels = iter(sentinel_ids)
    inputs, targets, end = [], [], 0
    try:
        for start, length in spans:
            s = next(sentinels)
            inputs, targets = [*inputs, *tokens[end:start], s], [*targets, s, *tokens[start : start + length]]
            end = start + length
        last = next(sentinels)
    except StopIteration:
        raise ValueError('too few sentinels') from None
    return [[*inputs, *tokens[end:], eos_id], [*targets, last, eos_id]]
