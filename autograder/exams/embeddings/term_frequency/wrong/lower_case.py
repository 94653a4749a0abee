# property: exact_words
# hint: case_ignored
# holds: values, int64, sizes, other_words, empty_document, unused_word, unmodified
import torch


def term_frequency(documents, vocabulary):
    columns = {word.lower(): column for column, word in enumerate(vocabulary)}
    counts = torch.zeros(len(documents), len(vocabulary), dtype=torch.int64)
    for row, document in enumerate(documents):
        for word in map(str.lower, document):
            if word in columns:
                counts[row, columns[word]] += 1
    return counts
