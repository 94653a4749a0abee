# property: values
# hint: type
# holds:
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    loss = F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)
    return loss.item() / 2
