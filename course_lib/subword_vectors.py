"""Vectors for words never seen, from the runs of characters they are made of: FastText (Bojanowski et al. 2017).

model = SkipGram(Word2VecConfig(len(words), d=64), counts, SubwordEmbedding(words, d=64))
model.vectors.vector("tejuinito")
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn


class SubwordEmbedding(nn.Module):
    """Ids (...) to vectors (..., d): the mean of the vectors of the word's `character_ngrams`.

    There are too many n-grams to count, so each is given one of n_buckets rows by its hash; some share one. The mean
    rather than the paper's sum, as in the authors' program: a long word has no longer vector.
    """

    ngrams: Tensor

    def __init__(self, words: Sequence[str], d: int, *, n_buckets: int = 20_000, shortest: int = 3, longest: int = 6):
        super().__init__()
        self.n_buckets, self.shortest, self.longest = n_buckets, shortest, longest
        self.table = nn.Embedding(n_buckets + 1, d, padding_idx=n_buckets)  # the last row is padding
        with torch.no_grad():
            self.table.weight[:-1].uniform_(-0.5 / d, 0.5 / d)
        rows = [self._buckets(word) for word in words]
        self.register_buffer("ngrams", nn.utils.rnn.pad_sequence(rows, True, n_buckets), persistent=False)

    def forward(self, ids: Int[Tensor, "*batch"]) -> Float[Tensor, "*batch d"]:
        return self._mean(self.ngrams[ids.flatten()]).view(*ids.shape, -1)

    def vector(self, word: str) -> Float[Tensor, " d"]:
        """Of any word, in the vocabulary or not."""
        return self._mean(self._buckets(word)[None].to(self.ngrams.device))[0]

    def _mean(self, buckets: Int[Tensor, "batch n"]) -> Float[Tensor, "batch d"]:
        return F.embedding_bag(buckets, self.table.weight, mode="mean", padding_idx=self.n_buckets)

    def _buckets(self, word: str) -> Int[Tensor, " n"]:
        found = character_ngrams(word, self.shortest, self.longest)
        return torch.tensor([fnv1a(ngram) % self.n_buckets for ngram in found])


def character_ngrams(word: str, shortest: int = 3, longest: int = 6) -> list[str]:
    """Every run of `shortest` to `longest` characters of <word>, and <word> itself; < and > mark its edges.

    character_ngrams("pan", 3, 4) is ["<pa", "pan", "an>", "<pan", "pan>", "<pan>"]. ValueError for no word.
    """
    if not word:
        raise ValueError("expected a word of 1 character or more, got an empty one")
    marked = f"<{word}>"
    runs = [marked[start : start + n] for n in range(shortest, longest + 1) for start in range(len(marked) - n + 1)]
    return [run for run in runs if run != marked] + [marked]


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash of the text's UTF-8: the same in every run, which Python's own hash is not."""
    number = 2166136261
    for byte in text.encode():
        number = (number ^ byte) * 16777619 % 2**32
    return number
