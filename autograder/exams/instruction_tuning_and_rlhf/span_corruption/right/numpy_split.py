import numpy as np


def span_corruption(tokens, spans, sentinel_ids, eos_id):
    if len(sentinel_ids) - len(spans) < 1:
        raise ValueError(f'{len(sentinel_ids)} sentinels for {len(spans)} spans')
    edges = [edge for start, length in spans for edge in (start, start + length)]
    pieces = np.split(np.array(tokens, dtype=np.int64), edges)
    inputs, targets = [pieces[0]], []
    for i, (span, kept) in enumerate(zip(pieces[1::2], pieces[2::2])):
        inputs += [[sentinel_ids[i]], kept]
        targets += [[sentinel_ids[i]], span]
    targets += [[sentinel_ids[len(spans)], eos_id]]
    return list(np.concatenate([*inputs, [eos_id]]).astype(np.int64)), list(np.concatenate(targets).astype(np.int64))
