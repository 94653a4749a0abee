# property: values
# hint: value
# holds:
def pack_pair(a, b, cls_id, sep_id, max_len):
    if max_len < 3:
        raise ValueError('no room')
    a, b = list(a), list(b)
    room, n = max_len - 3, len(a) + len(b)
    if n > room:
        n_a = room * len(a) // n
        a, b = a[:n_a], b[: room - n_a]
    tokens = [cls_id] + a + [sep_id] + b + [sep_id]
    segments = [0] * (len(a) + 2) + [1] * (len(b) + 1)
    return tokens, segments
