# property: values
# hint: others_counted
# holds: int64, sizes, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    columns = {word: column for column, word in enumerate(['<unk>', *vocabulary])}
    counts = torch.zeros(len(documents), len(columns), dtype=torch.int64)
    for row, document in enumerate(documents):
        for word in document:
            counts[row, columns.get(word, 0)] += 1
    return counts
