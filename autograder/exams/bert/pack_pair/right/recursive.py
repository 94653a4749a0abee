def pack_pair(a, b, cls_id, sep_id, max_len):
    if max_len < 3:
        raise ValueError(max_len)
    if len(a) + len(b) + 3 > max_len:
        if len(a) > len(b):
            return pack_pair(a[:-1], b, cls_id, sep_id, max_len)
        return pack_pair(a, b[:-1], cls_id, sep_id, max_len)
    tokens = [cls_id, *a, sep_id, *b, sep_id]
    return tokens, [int(i > len(a) + 1) for i in range(len(tokens))]
