import torch


def itc_loss(image, text, temperature):
    cosines = torch.cosine_similarity(image[:, None], text[None], dim=-1)
    scores = cosines / temperature
    own = scores.diagonal()
    return (scores.logsumexp(dim=1) + scores.logsumexp(dim=0) - 2 * own).mean() / 2
