# property: values
# hint: cosine_of_pairs
# holds: sharp, sizes, gradient, unmodified, lengths, temperatures, dtype, again
import torch


def itc_loss(image, text, temperature):
    return 1 - torch.cosine_similarity(image, text).mean()
