# property: values
# hint: same_row
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    counts = torch.zeros(1, len(vocabulary), dtype=torch.int64).expand(len(documents), -1)
    for row, document in enumerate(documents):
        for word in document:
            if word in vocabulary:
                counts[row, vocabulary.index(word)] += 1
    return counts.clone()
