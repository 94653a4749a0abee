# property: int64
# hint: wraps
# holds: values, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    counts = torch.zeros(len(documents), len(vocabulary), dtype=torch.uint8)
    for row, document in enumerate(documents):
        for word in document:
            if word in vocabulary:
                counts[row, vocabulary.index(word)] += 1
    return counts.long()
