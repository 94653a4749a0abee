from typing import NamedTuple


class Example(NamedTuple):
    inputs: list
    targets: list


def span_corruption(tokens, spans, sentinel_ids, eos_id):
    if not sentinel_ids:
        raise ValueError('no sentinel left')
    sentinel, *others = sentinel_ids
    if not spans:
        return Example([*tokens, eos_id], [sentinel, eos_id])
    (start, length), *later = spans
    end = start + length
    rest = span_corruption(tokens[end:], [(s - end, n) for s, n in later], others, eos_id)
    return Example([*tokens[:start], sentinel, *rest.inputs], [sentinel, *tokens[start:end], *rest.targets])
