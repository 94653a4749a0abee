# property: values
# hint: order_of_appearance
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    met = [word for document in documents for word in document if word in vocabulary]
    names = list(dict.fromkeys([*met, *vocabulary]))
    counts = torch.zeros(len(documents), len(vocabulary), dtype=torch.int64)
    for row, document in enumerate(documents):
        for word in document:
            if word in names:
                counts[row, names.index(word)] += 1
    return counts
