# property: values
# hint: cls_again
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
    first, second = [cls_id, *a, sep_id], [cls_id, *b, sep_id]
    return first + second, [0] * len(first) + [1] * len(second)
