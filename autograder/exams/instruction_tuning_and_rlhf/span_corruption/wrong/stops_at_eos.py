# property: any_ids
# hint: any_ids
# holds: values, no_spans, edges, adjacent, whole, unmodified, too_few, again
def span_corruption(tokens, spans, sentinel_ids, eos_id):
    if len(sentinel_ids) < len(spans) + 1:
        raise ValueError('too few sentinels')
    text = tokens[: tokens.index(eos_id)] if eos_id in tokens else tokens
    inputs, targets, end = [], [], 0
    for i, (start, length) in enumerate(spans):
        inputs += tokens[end:start] + [sentinel_ids[i]]
        end = start + length
        targets += [sentinel_ids[i]] + tokens[start:end]
    inputs += text[end:] + [eos_id]
    targets += [sentinel_ids[len(spans)], eos_id]
    return inputs, targets
