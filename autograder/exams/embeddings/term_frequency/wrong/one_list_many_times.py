# property: values
# hint: same_row
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    counts = [[0] * len(vocabulary)] * len(documents)
    for row, document in enumerate(documents):
        for word in document:
            if word in vocabulary:
                counts[row][vocabulary.index(word)] += 1
    return torch.tensor(counts, dtype=torch.int64).view(len(documents), len(vocabulary))
