# property: any_ids
# hint: any_ids
# holds: values, equal_lengths, exact_fit, empty_sides, shortest, too_short, unmodified, again
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
    segments, segment = [], 0
    for token in tokens:
        segments.append(min(segment, 1))
        segment += token == sep_id
    return tokens, segments
