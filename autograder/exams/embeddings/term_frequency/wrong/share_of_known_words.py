# property: values
# hint: relative
# holds: sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    rows = [[document.count(word) for word in vocabulary] for document in documents]
    counts = torch.tensor(rows, dtype=torch.float64).view(len(documents), len(vocabulary))
    return counts / counts.sum(dim=1, keepdim=True).clamp(min=1)
