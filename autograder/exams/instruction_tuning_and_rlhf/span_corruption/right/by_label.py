from itertools import groupby


def span_corruption(tokens, spans, sentinel_ids, eos_id):
    """Every place gets the number of its span, or None."""
    try:
        last = sentinel_ids[len(spans)]
    except IndexError as error:
        raise ValueError('too few sentinels') from error
    owner = [None] * len(tokens)
    for number, (start, length) in enumerate(spans):
        owner[start : start + length] = [number] * length
    inputs, targets = [], []
    for number, group in groupby(range(len(tokens)), key=owner.__getitem__):
        piece = [tokens[place] for place in group]
        if number is None:
            inputs.extend(piece)
        else:
            inputs.append(sentinel_ids[number])
            targets.extend([sentinel_ids[number]] + piece)
    return tuple(inputs) + (eos_id,), tuple(targets) + (last, eos_id)
