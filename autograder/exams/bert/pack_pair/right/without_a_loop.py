def pack_pair(a, b, cls_id, sep_id, max_len):
    if max_len < 3:
        raise ValueError(max_len)
    room = max_len - 3
    if len(a) + len(b) > room:
        n_b = min(len(b), max(room // 2, room - len(a)))
        a, b = a[: room - n_b], b[:n_b]
    return (cls_id, *a, sep_id, *b, sep_id), (0,) * (len(a) + 2) + (1,) * (len(b) + 1)
