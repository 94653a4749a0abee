# property: values
# hint: first_column
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    columns = {word: column for column, word in enumerate(vocabulary)}
    counts = torch.zeros(len(documents), len(vocabulary), dtype=torch.int64)
    for row, document in enumerate(documents):
        for word in document:
            if column := columns.get(word):
                counts[row, column] += 1
    return counts
