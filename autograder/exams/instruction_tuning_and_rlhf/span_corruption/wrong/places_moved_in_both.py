# property: values
# hint: places_moved
# holds: no_spans, edges, adjacent, whole, unmodified, any_ids, too_few, again
def span_corruption(tokens, spans, sentinel_ids, eos_id):
    if len(sentinel_ids) < len(spans) + 1:
        raise ValueError('too few sentinels')
    inputs, targets = list(tokens), []
    for i, (start, length) in enumerate(spans):
        targets += [sentinel_ids[i]] + inputs[start : start + length]
        inputs[start : start + length] = [sentinel_ids[i]]
    inputs += [eos_id]
    targets += [sentinel_ids[len(spans)], eos_id]
    return inputs, targets
