# property: unmodified
# hint: mutated
# holds: values, int64, sizes, other_words, empty_document, unused_word, exact_words
import torch


def term_frequency(documents, vocabulary):
    for document in documents:
        document[:] = [word for word in document if word in vocabulary]
        document.sort()
    rows = [[document.count(word) for word in vocabulary] for document in documents]
    return torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))
