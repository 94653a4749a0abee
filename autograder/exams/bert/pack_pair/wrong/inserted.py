# property: unmodified
# hint: mutated
# holds: values, equal_lengths, exact_fit, empty_sides, shortest, any_ids, too_short, again
def pack_pair(a, b, cls_id, sep_id, max_len):
    if max_len < 3:
        raise ValueError('no room')
    tokens = a
    while len(a) + len(b) + 3 > max_len:
        if len(a) > len(b):
            a = a[:-1]
        else:
            b = b[:-1]
    n = len(a)
    tokens[:] = [cls_id, *a, sep_id, *b, sep_id]
    return tokens, [int(i > n + 1) for i in range(len(tokens))]
