# score: 0
def pack_pair(a, b, cls_id, sep_id, max_len):
    raise RuntimeError('not today')
