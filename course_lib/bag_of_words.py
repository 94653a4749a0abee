"""Texts as bags of words: how often each word occurs, in no order, and how telling it is (Spärck Jones 1972).

Two texts with the same words have the same vector, whatever they say: *dog bites man*, *man bites dog*.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor


def term_frequency(documents: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> Int[Tensor, "n_documents vocab"]:
    """How often each document (a list of tokens) has each word of the vocabulary; other words are left out.

    Raises TypeError for a document that is a str, ValueError for a vocabulary that has a word twice.

    >>> term_frequency([["a", "b", "a"], ["z"]], ["b", "a"])
    tensor([[1, 2],
            [0, 0]])
    """
    columns = {word: column for column, word in enumerate(vocabulary)}
    if len(columns) < len(vocabulary):
        raise ValueError(f"expected each word once, got {len(vocabulary)} words of which {len(columns)} are different")
    if any(isinstance(document, str) for document in documents):
        raise TypeError("expected documents as lists of tokens, got a str: split it into words first")
    shape = len(documents), len(vocabulary)
    cells = [row * shape[1] + columns[word] for row, words in enumerate(documents) for word in words if word in columns]
    return torch.tensor(cells, dtype=torch.int64).bincount(minlength=shape[0] * shape[1]).view(shape)


def tf_idf(counts: Int[Tensor, "n_documents vocab"]) -> Float[Tensor, "n_documents vocab"]:
    """Counts times inverse document frequency: n · ln(N / df), float32.

    df of the N documents have the word. One that all of them have tells nothing and gets 0; so does one that none has.
    """
    n_documents = len(counts)
    document_frequency = (counts > 0).sum(dim=0)
    return counts * (n_documents / document_frequency.clamp(min=1)).log()
