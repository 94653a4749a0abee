import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    scale = 1 / temperature
    unit = F.normalize(torch.stack((image, text)), dim=2)
    scores = scale * torch.bmm(unit[:1], unit[1:].transpose(1, 2))[0]
    own = torch.eye(len(image), dtype=image.dtype)
    return 0.5 * (F.cross_entropy(scores, own) + F.cross_entropy(scores.t(), own))
