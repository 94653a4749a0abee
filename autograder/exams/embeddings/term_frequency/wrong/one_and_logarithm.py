# property: values
# hint: dampened
# holds: sizes, other_words, empty_document, unused_word, exact_words, unmodified
import math

import torch


def term_frequency(documents, vocabulary):
    rows = [[1 + math.log(n) if (n := document.count(word)) else 0.0 for word in vocabulary] for document in documents]
    return torch.tensor(rows).view(len(documents), len(vocabulary))
