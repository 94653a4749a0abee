# property: again
# hint: remembers_calls
# holds: values, no_spans, edges, adjacent, whole, unmodified, any_ids, too_few
from functools import cache


def span_corruption(tokens, spans, sentinel_ids, eos_id):
    return _corrupt(_Hidden(tokens, spans, sentinel_ids, eos_id))


class _Hidden(tuple):
    def __new__(cls, tokens, spans, sentinel_ids, eos_id):
        made = super().__new__(cls, (tuple(tokens), tuple(spans), len(sentinel_ids)))
        made.given = tokens, spans, sentinel_ids, eos_id
        return made


@cache
def _corrupt(key):
    tokens, spans, sentinel_ids, eos_id = key.given
    if len(sentinel_ids) < len(spans) + 1:
        raise ValueError('too few sentinels')
    inputs, targets, end = [], [], 0
    for i, (start, length) in enumerate(spans):
        inputs += tokens[end:start] + [sentinel_ids[i]]
        end = start + length
        targets += [sentinel_ids[i]] + tokens[start:end]
    inputs += tokens[end:] + [eos_id]
    targets += [sentinel_ids[len(spans)], eos_id]
    return inputs, targets
