# property: int64
# hint: not_int64
# holds: values, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import numpy as np
import torch


def term_frequency(documents, vocabulary):
    counts = np.zeros((len(documents), len(vocabulary)))
    for row, document in enumerate(documents):
        for word in document:
            if word in vocabulary:
                counts[row, vocabulary.index(word)] += 1
    return torch.from_numpy(counts)
