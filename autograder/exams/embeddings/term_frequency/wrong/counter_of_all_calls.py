# property: values
# hint: random
# holds:
from collections import Counter

import torch


def term_frequency(documents, vocabulary, seen={}):
    for row, document in enumerate(documents):
        seen.setdefault(row, Counter()).update(document)
    rows = [[seen[row][word] for word in vocabulary] for row in range(len(documents))]
    return torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))
