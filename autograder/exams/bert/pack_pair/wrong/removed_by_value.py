# property: any_ids
# hint: any_ids
# holds: values, equal_lengths, exact_fit, empty_sides, shortest, too_short, unmodified, again
def pack_pair(a, b, cls_id, sep_id, max_len):
    if max_len < 3:
        raise ValueError('no room')
    a, b = list(a), list(b)
    while len(a) + len(b) + 3 > max_len:
        if len(a) > len(b):
            a.remove(a[-1])
        else:
            b.remove(b[-1])
    tokens = [cls_id] + a + [sep_id] + b + [sep_id]
    segments = [0] * (len(a) + 2) + [1] * (len(b) + 1)
    return tokens, segments
