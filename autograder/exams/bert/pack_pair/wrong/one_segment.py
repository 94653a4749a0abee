# property: values
# hint: segments_all_zero
# holds: equal_lengths, exact_fit, empty_sides, shortest, any_ids, too_short, unmodified, again
def pack_pair(a, b, cls_id, sep_id, max_len):
    if max_len < 3:
        raise ValueError('no room')
    a, b = list(a), list(b)
    while len(a) + len(b) + 3 > max_len:
        if len(a) > len(b):
            a.pop()
        else:
            b.pop()
    tokens = [cls_id] + a + [sep_id] + b + [sep_id]
    segments = [0] * (len(a) + 2) + [0] * (len(b) + 1)
    return tokens, segments
