# property: values
# hint: document_missing
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    counts = torch.zeros(len(documents), len(vocabulary), dtype=torch.int64)
    for row in range(len(documents) - 1):
        for word in documents[row]:
            if word in vocabulary:
                counts[row, vocabulary.index(word)] += 1
    return counts
