def pack_pair(a, b, cls_id, sep_id, max_len):
    if max_len < 3:
        raise ValueError(max_len)
    n_a, n_b = len(a), len(b)
    while n_a + n_b > max_len - 3:
        if n_a > n_b:
            n_a -= 1
        else:
            n_b -= 1
    first, second = [cls_id, *a[:n_a], sep_id], [*b[:n_b], sep_id]
    return first + second, [0 for _ in first] + [1 for _ in second]
