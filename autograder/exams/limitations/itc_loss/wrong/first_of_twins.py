# property: sizes
# hint: twins
# holds: values, one_pair, sharp, gradient, unmodified, lengths, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    labels = torch.tensor([next(j for j in range(len(text)) if torch.equal(text[i], text[j])) for i in range(len(text))])
    scores = F.normalize(image, dim=1) @ F.normalize(text, dim=1).T / temperature
    return 0.5 * F.cross_entropy(scores, labels) + 0.5 * F.cross_entropy(scores.T, labels)
