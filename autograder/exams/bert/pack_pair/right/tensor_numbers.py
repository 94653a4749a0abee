import torch


def pack_pair(a, b, cls_id, sep_id, max_len):
    room = max_len - 3
    if room < 0:
        raise ValueError('no room')
    too_many = max(0, len(a) + len(b) - room)
    for _ in range(too_many):
        a, b = (a[:-1], b) if len(a) > len(b) else (a, b[:-1])
    first, second = torch.tensor([cls_id, *a, sep_id]), torch.tensor([*b, sep_id])
    return [list(torch.cat((first, second))), [0 for _ in first] + [1 for _ in second]]
