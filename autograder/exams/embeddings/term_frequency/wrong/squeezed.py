# property: sizes
# hint: sizes
# holds: values, int64, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    rows = [[document.count(word) for word in vocabulary] for document in documents]
    counts = torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))
    return counts.squeeze() if counts.numel() else counts
