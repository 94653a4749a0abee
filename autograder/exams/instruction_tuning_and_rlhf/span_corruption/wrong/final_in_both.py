# property: values
# hint: final_in_inputs
# holds: edges, adjacent, whole, unmodified, any_ids, too_few, again
def span_corruption(tokens, spans, sentinel_ids, eos_id):
    if len(sentinel_ids) < len(spans) + 1:
        raise ValueError('too few sentinels')
    inputs, targets, end = [], [], 0
    for i, (start, length) in enumerate(spans):
        inputs += tokens[end:start] + [sentinel_ids[i]]
        end = start + length
        targets += [sentinel_ids[i]] + tokens[start:end]
    inputs += tokens[end:] + [sentinel_ids[len(spans)], eos_id]
    targets += [sentinel_ids[len(spans)], eos_id]
    return inputs, targets
