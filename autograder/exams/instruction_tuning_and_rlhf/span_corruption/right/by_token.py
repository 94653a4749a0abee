def span_corruption(tokens, spans, sentinel_ids, eos_id):
    if len(spans) >= len(sentinel_ids):
        raise ValueError(len(spans))
    starts = {start: (length, sentinel_ids[i]) for i, (start, length) in enumerate(spans)}
    inputs, targets, at = [], [], 0
    while at < len(tokens):
        if at in starts:
            length, sentinel = starts[at]
            inputs.append(sentinel)
            targets.extend([sentinel, *tokens[at : at + length]])
            at += length
        else:
            inputs.append(tokens[at])
            at += 1
    return inputs + [eos_id], targets + [sentinel_ids[len(spans)], eos_id]
