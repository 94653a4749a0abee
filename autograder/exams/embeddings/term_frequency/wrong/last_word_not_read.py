# property: values
# hint: word_missing
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    counts = torch.zeros(len(documents), len(vocabulary), dtype=torch.int64)
    for row, document in enumerate(documents):
        for place in range(len(document) - 1):
            if document[place] in vocabulary:
                counts[row, vocabulary.index(document[place])] += 1
    return counts
