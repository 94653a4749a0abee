# property: values
# hint: length_as_end
# holds: no_spans, edges, adjacent, whole, unmodified, any_ids, too_few, again
def span_corruption(tokens, spans, sentinel_ids, eos_id):
    if len(sentinel_ids) < len(spans) + 1:
        raise ValueError('too few sentinels')
    inputs, targets, end = [], [], 0
    for i, (start, end_) in enumerate(spans):
        inputs += tokens[end:start] + [sentinel_ids[i]]
        end = end_
        targets += [sentinel_ids[i]] + tokens[start:end]
    inputs += tokens[end:] + [eos_id]
    targets += [sentinel_ids[len(spans)], eos_id]
    return inputs, targets
