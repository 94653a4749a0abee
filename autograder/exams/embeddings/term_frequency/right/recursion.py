import torch


def term_frequency(documents, vocabulary):
    if not documents:
        return torch.zeros(0, len(vocabulary), dtype=torch.int64)
    first = torch.tensor([sum(word == other for other in documents[0]) for word in vocabulary], dtype=torch.int64)
    return torch.cat((first.view(1, -1), term_frequency(documents[1:], vocabulary)))
