# property: any_ids
# hint: found_by_value
# holds: values, no_spans, edges, adjacent, whole, unmodified, too_few, again
def span_corruption(tokens, spans, sentinel_ids, eos_id):
    if len(sentinel_ids) < len(spans) + 1:
        raise ValueError('too few sentinels')
    inputs, targets, end = [], [], 0
    for i, (start, length) in enumerate(spans):
        span = tokens[start : start + length]
        start = next(at for at in range(len(tokens)) if tokens[at : at + length] == span)
        inputs += tokens[end:start] + [sentinel_ids[i]]
        end = start + length
        targets += [sentinel_ids[i]] + tokens[start:end]
    inputs += tokens[end:] + [eos_id]
    targets += [sentinel_ids[len(spans)], eos_id]
    return inputs, targets
