# property: int64
# hint: not_int64
# holds: values, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    columns = {word: column for column, word in enumerate(vocabulary)}
    counts = torch.zeros(len(documents), len(vocabulary), dtype=torch.int64)
    for row, document in enumerate(documents):
        for word in document:
            if word in columns:
                counts[row, columns[word]] += 1
    return counts.int()
