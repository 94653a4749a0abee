# property: values
# hint: first_not_counted
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    rows = []
    for document in documents:
        counts = {}
        for word in document:
            if word in counts:
                counts[word] += 1
            else:
                counts[word] = 0
        rows.append([counts.get(word, 0) for word in vocabulary])
    return torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))
