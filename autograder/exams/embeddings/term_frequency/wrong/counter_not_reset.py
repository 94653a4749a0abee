# property: values
# hint: not_reset
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
from collections import Counter

import torch


def term_frequency(documents, vocabulary):
    counter, rows = Counter(), []
    for document in documents:
        counter.update(document)
        rows.append([counter[word] for word in vocabulary])
    return torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))
