import torch
import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    words = torch.cat((x, y))
    near_a = F.cosine_similarity(words[:, None], a[None], dim=-1).mean(dim=1)
    near_b = F.cosine_similarity(words[:, None], b[None], dim=-1).mean(dim=1)
    s = near_a - near_b
    n = len(x)
    return ((s[:n].mean() - s[n:].mean()) / s.std()).item()
