# property: values
# hint: tf_idf
# holds: sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    rows = [[document.count(word) for word in vocabulary] for document in documents]
    counts = torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))
    n = len(documents)
    return counts * (((1 + n) / (1 + (counts > 0).sum(dim=0))).log() + 1)
