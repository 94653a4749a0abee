import numpy as np


def pack_pair(a, b, cls_id, sep_id, max_len):
    if max_len < 3:
        raise ValueError(f'{max_len} < 3')
    n = np.array([len(a), len(b)])
    while n.sum() > max_len - 3:
        n[0 if n[0] > n[1] else 1] -= 1
    tokens = np.array([cls_id, *a[: n[0]], sep_id, *b[: n[1]], sep_id], dtype=np.int64)
    return list(tokens), list((np.arange(len(tokens)) > n[0] + 1).astype(np.int32))
