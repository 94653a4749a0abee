# property: values
# hint: cosine_of_pairs
import torch


def itc_loss(image, text, temperature):
    return 1 - torch.cosine_similarity(image, text).mean()
