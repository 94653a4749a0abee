# property: sizes
# hint: sizes
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, order = image.unique(dim=0, return_inverse=True)
    if len(image) < len(text):
        text = text[: len(image)]
    else:
        image = image[order]
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
