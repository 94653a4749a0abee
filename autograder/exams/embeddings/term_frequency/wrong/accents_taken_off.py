# property: exact_words
# hint: accents_ignored
# holds: values, int64, sizes, other_words, empty_document, unused_word, unmodified
import unicodedata

import torch


def plain(word):
    return unicodedata.normalize('NFKD', word).encode('ascii', 'ignore').decode()


def term_frequency(documents, vocabulary):
    rows = [[[plain(word) for word in document].count(plain(name)) for name in vocabulary] for document in documents]
    return torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))
