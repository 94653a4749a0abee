# property: values
# hint: only_b_cut
# holds: exact_fit, empty_sides, any_ids, too_short, unmodified, again
def pack_pair(a, b, cls_id, sep_id, max_len):
    if max_len < 3:
        raise ValueError('no room')
    a, b = list(a), list(b)
    b = b[: max(0, max_len - 3 - len(a))]
    tokens = [cls_id] + a + [sep_id] + b + [sep_id]
    segments = [0] * (len(a) + 2) + [1] * (len(b) + 1)
    return tokens, segments
