# property: values
# hint: halves
# holds: equal_lengths, exact_fit, empty_sides, shortest, any_ids, too_short, unmodified, again
def pack_pair(a, b, cls_id, sep_id, max_len):
    if max_len < 3:
        raise ValueError('no room')
    a, b = list(a), list(b)
    room = max_len - 3
    if len(a) + len(b) > room:
        a, b = a[: -(-room // 2)], b[: room // 2]
    tokens = [cls_id] + a + [sep_id] + b + [sep_id]
    segments = [0] * (len(a) + 2) + [1] * (len(b) + 1)
    return tokens, segments
