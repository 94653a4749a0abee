# property: sizes
# hint: twins
# holds: values, one_pair, sharp, gradient, unmodified, lengths, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    seen = [i for i in range(len(image)) if not any(torch.equal(image[i], image[j]) for j in range(i))]
    image, text = image[seen], text[seen]
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
