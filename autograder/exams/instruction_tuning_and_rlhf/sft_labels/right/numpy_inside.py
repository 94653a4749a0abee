import numpy as np
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    labels = tokens.numpy().copy()
    columns = np.broadcast_to(np.arange(labels.shape[1]), labels.shape)
    labels[(columns < prompt_length.numpy()[:, np.newaxis]) | ~padding_mask.numpy()] = -100
    return torch.from_numpy(labels)
