# property: values
# hint: not_orthogonal
# holds:
import torch


def procrustes(source, target):
    w = torch.linalg.lstsq(source, target).solution
    return w / w.norm(dim=0)
