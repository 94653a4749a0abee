# property: values
# hint: one_more
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
from collections import defaultdict

import torch


def term_frequency(documents, vocabulary):
    rows = []
    for document in documents:
        counts = defaultdict(lambda: 1)
        for word in document:
            counts[word] += 1
        rows.append([counts[word] for word in vocabulary])
    return torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))
