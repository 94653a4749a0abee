import torch


def term_frequency(documents, vocabulary):
    from collections import Counter

    counted = [Counter(document) for document in documents]
    return torch.tensor([[c[word] for word in vocabulary] for c in counted], dtype=torch.long).view(len(counted), len(vocabulary))
