# property: values
# hint: last_row_only
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    counts = torch.zeros(len(documents), len(vocabulary), dtype=torch.int64)
    for row, document in enumerate(documents):
        counts = torch.zeros(len(documents), len(vocabulary), dtype=torch.int64)
        for word in document:
            if word in vocabulary:
                counts[row, vocabulary.index(word)] += 1
    return counts
