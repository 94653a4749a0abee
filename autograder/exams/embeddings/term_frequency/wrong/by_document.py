# property: sizes
# hint: sizes
# holds: values, int64, other_words, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    counted = {tuple(document): [document.count(word) for word in vocabulary] for document in documents}
    return torch.tensor(list(counted.values()), dtype=torch.int64).reshape(len(counted), len(vocabulary))
