import torch


def association_effect_size(x, y, a, b):
    """In place, on copies."""
    x, y, a, b = (side.clone().div_(side.norm(dim=-1, keepdim=True)) for side in (x, y, a, b))
    toward = a.mean(dim=0).sub_(b.mean(dim=0))
    s_x, s_y = x.mv(toward), y.mv(toward)
    pieces = torch.hstack([s_x, s_y])
    deviation = torch.linalg.vector_norm(pieces - pieces.mean()) / (len(pieces) - 1) ** 0.5
    return ((s_x.mean() - s_y.mean()) / deviation).reshape(1, 1)
