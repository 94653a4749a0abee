"""Word vectors learned from neighbours: skip-gram and CBOW with negative sampling (Mikolov et al. 2013).

windows = Windows.of(documents, 4)                       # documents: lists of token ids
model = SkipGram(Word2VecConfig(vocab_size), counts)     # counts: how often each id occurs
for center, context in batches(windows.pairs(), 8192):
    loss = model(center, context)
vectors = WordVectors(words, model.matrix())
vectors.neighbours("tejuino")

Equation numbers are those of "Distributed Representations of Words and Phrases" (2013). Left out: the hierarchical
softmax, and the program's habit of shrinking each window at random.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TypeVar

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.inputs import check_ids

Token = TypeVar("Token")


@dataclass(frozen=True)
class Word2VecConfig:
    """Sizes of a `SkipGram` or a `CBOW`."""

    vocab_size: int
    d: int = 64
    n_negatives: int = 5
    noise_power: float = 0.75  # negatives are drawn by count ** noise_power: rare words more often than they occur


class Word2Vec(nn.Module):
    """Two vectors for each word: one as the word that is looked from, kept in the end, and one as a word looked for.

    `vectors` is any module that gives ids (...) their vectors (..., d), such as a `SubwordEmbedding`; a table unless
    given. Raises ValueError for counts (vocab_size,) that are not such.
    """

    noise: Tensor

    def __init__(self, config: Word2VecConfig, counts: Int[Tensor, " vocab"], vectors: nn.Module | None = None) -> None:
        super().__init__()
        if len(counts) != config.vocab_size or counts.min() < 0 or not counts.any():
            raise ValueError(
                f"expected counts of {config.vocab_size} words, 0 or more and not all 0, "
                f"got {len(counts)} from {counts.min()} to {counts.max()}: count the corpus with the same vocabulary"
            )
        self.config = config
        table, self.outputs = (nn.Embedding(config.vocab_size, config.d) for _ in range(2))
        nn.init.uniform_(table.weight, -0.5 / config.d, 0.5 / config.d)
        nn.init.zeros_(self.outputs.weight)
        self.vectors: nn.Module = table if vectors is None else vectors
        self.register_buffer("noise", counts.float() ** config.noise_power, persistent=False)

    def draw_negatives(self, batch: int) -> Int[Tensor, "{batch} k"]:
        """n_negatives random ids per example, from torch's generator. Now and then one is the true word: let be."""
        drawn = torch.multinomial(self.noise, batch * self.config.n_negatives, replacement=True)
        return drawn.view(batch, self.config.n_negatives)

    @torch.no_grad()
    def matrix(self) -> Float[Tensor, "vocab d"]:
        """The vectors of all words, detached."""
        return self.vectors(torch.arange(self.config.vocab_size, device=self.noise.device)).clone()

    def _loss(self, center: Tensor, word: Tensor, negatives: Tensor | None) -> Tensor:
        check_ids(word, self.config.vocab_size, "words")
        negatives = self.draw_negatives(len(word)) if negatives is None else negatives
        return sgns_loss(center, self.outputs(word), self.outputs(negatives))


class SkipGram(Word2Vec):
    """From a word, which words stand around it?"""

    def forward(
        self,
        center: Int[Tensor, " batch"],
        context: Int[Tensor, " batch"],
        negatives: Int[Tensor, "batch k"] | None = None,
    ) -> Float[Tensor, ""]:
        """`sgns_loss` of pairs of ids. Negatives are drawn unless given. ValueError for ids out of range."""
        check_ids(center, self.config.vocab_size, "centers")
        return self._loss(self.vectors(center), context, negatives)


class CBOW(Word2Vec):
    """From the words around, as a bag (their mean), which word stands between them?"""

    def forward(
        self,
        words: Int[Tensor, " batch"],
        contexts: Int[Tensor, "batch m"],
        mask: Bool[Tensor, "batch m"],
        negatives: Int[Tensor, "batch k"] | None = None,
    ) -> Float[Tensor, ""]:
        """The loss of the words given their contexts, the columns of a `Windows`; ids under mask False do not count."""
        check_ids(contexts, self.config.vocab_size, "contexts")
        total = (self.vectors(contexts) * mask[..., None]).sum(dim=1)
        return self._loss(total / mask.sum(dim=1, keepdim=True).clamp(min=1), words, negatives)


def sgns_loss(
    center: Float[Tensor, "batch d"], context: Float[Tensor, "batch d"], negatives: Float[Tensor, "batch k d"]
) -> Float[Tensor, ""]:
    """−log σ(c · o) − Σ_k log σ(−c · n_k), mean over the batch (equation 4): tell the true neighbour from k drawn ones.

    log σ is computed as one function: σ of −1e4 is 0, whose logarithm is infinite, while log σ is just −1e4.

    >>> center, context, negatives = torch.zeros(1, 2), torch.ones(1, 2), torch.ones(1, 2, 2)
    >>> sgns_loss(center, context, negatives)  # 3 log 2: every σ is 1/2
    tensor(2.0794)
    """
    true = (center * context).sum(dim=-1)
    drawn = (negatives @ center[:, :, None])[..., 0]
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1)).mean()


def skipgram_pairs(tokens: Sequence[Token], window: int) -> list[tuple[Token, Token]]:
    """(center, context) for every word and each word at most `window` away from it, from left to right.

    >>> skipgram_pairs(["a", "b", "c"], 1)
    [('a', 'b'), ('b', 'a'), ('b', 'c'), ('c', 'b')]
    """
    n = len(tokens)
    return [
        (tokens[i], tokens[j]) for i in range(n) for j in range(max(0, i - window), min(n, i + window + 1)) if j != i
    ]


@dataclass(frozen=True)
class Windows:
    """Every word of a corpus with those around it in its document, all as tensors: millions in a second."""

    words: Int[Tensor, " n"]
    contexts: Int[Tensor, "n m"]  # m = 2 · window, from left to right; 0 where the document does not reach
    mask: Bool[Tensor, "n m"]  # True where it does

    @classmethod
    def of(cls, documents: Sequence[Sequence[int]], window: int) -> "Windows":
        """ValueError if there is no token, or no window."""
        if window < 1 or not any(map(len, documents)):
            raise ValueError(
                f"expected documents with tokens and a window of 1 or more, got {len(documents)} documents, "
                f"{sum(map(len, documents))} tokens and window {window}: is the corpus empty?"
            )
        gap = [-1] * window  # between documents, so that no window sees two of them
        stream = torch.tensor([*gap, *chain.from_iterable((*ids, *gap) for ids in documents)])
        around = stream.unfold(0, 2 * window + 1, 1)
        around = around[around[:, window] >= 0]
        contexts = torch.cat((around[:, :window], around[:, window + 1 :]), dim=1)
        return cls(around[:, window], contexts.clamp(min=0), contexts >= 0)

    def pairs(self) -> tuple[Int[Tensor, " pairs"], Int[Tensor, " pairs"]]:
        """Centers and contexts of all documents, in the order of `skipgram_pairs`."""
        return self.words[:, None].expand_as(self.contexts)[self.mask], self.contexts[self.mask]


def batches(columns: tuple[Tensor, ...], batch_size: int, seed: int = 0) -> Iterator[tuple[Tensor, ...]]:
    """Batches of the same rows of each column, without end, in an order drawn anew each time all have been seen."""
    if len(columns[0]) == 0:
        raise ValueError("expected at least one example, got none: a word without neighbours has nothing to learn from")
    generator = torch.Generator().manual_seed(seed)
    while True:
        for rows in torch.randperm(len(columns[0]), generator=generator).split(batch_size):
            yield tuple(column[rows] for column in columns)


def subsample(documents: Sequence[Sequence[int]], threshold: float = 1e-3, seed: int = 0) -> list[list[int]]:
    """Leave out occurrences of frequent words: each with probability 1 − √(threshold / its share of all) (equation 5).

    *The* next to a noun says little about the noun; without it, the window reaches further.
    """
    stream = torch.tensor(list(chain.from_iterable(documents)), dtype=torch.int64)
    shares = stream.bincount() / max(1, len(stream))
    luck = torch.rand(len(stream), generator=torch.Generator().manual_seed(seed))
    kept = iter((luck < (threshold / shares[stream]).sqrt()).tolist())
    return [[word for word, keep in zip(ids, kept, strict=False) if keep] for ids in documents]


@dataclass(frozen=True)
class WordVectors:
    """Words and their vectors, (V, d) in the same order."""

    words: tuple[str, ...]
    matrix: Float[Tensor, "vocab d"]

    def __post_init__(self) -> None:
        if not len(self.words) == len(self.matrix) == len(self.rows):
            raise ValueError(
                f"expected as many vectors as different words, got {len(self.matrix)} and {len(self.rows)}"
            )

    def __getitem__(self, word: str) -> Float[Tensor, " d"]:
        """A word's vector; KeyError for one without."""
        return self.matrix[self._row(word)]

    def neighbours(self, word: str, k: int = 10) -> list[tuple[str, float]]:
        """The k words whose vectors have the largest cosine with this one's, and the cosines."""
        indices, similarities = nearest_neighbours(self.matrix, self._row(word), k)
        return [(self.words[i], s) for i, s in zip(indices.tolist(), similarities.tolist(), strict=True)]

    def analogy(self, a: str, b: str, c: str, k: int = 1) -> list[tuple[str, float]]:
        """a is to b as c is to …: the k words nearest to b − a + c, all of length 1 (Mikolov et al. 2013).

        The three themselves are left out; without that c or b nearly always wins, which analogies seldom tell.
        """
        rows = [self._row(word) for word in (a, b, c)]
        unit = _unit(self.matrix)
        similarities = unit @ _unit(unit[rows[1]] - unit[rows[0]] + unit[rows[2]])
        best = _best(similarities, rows, k)
        return [(self.words[i], float(similarities[i])) for i in best.tolist()]

    def save(self, path: Path) -> None:
        """As word2vec's text: a line with V and d, then a word and its numbers on each. A word has no space in it."""
        if bad := [word for word in self.words if word.split() != [word]]:
            raise ValueError(f"expected words without spaces, got {bad[0]!r}: the format has a space after each word")
        lines = [
            " ".join((word, *(f"{number:.9g}" for number in row)))
            for word, row in zip(self.words, self.matrix.tolist(), strict=True)
        ]
        path.write_text("\n".join((" ".join(map(str, self.matrix.shape)), *lines, "")), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "WordVectors":
        """Read word2vec's text, ours or the published ones. ValueError names the line that is not as it should be."""
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        header = lines[0].split()
        if len(header) != 2 or not all(number.isdecimal() for number in header):
            raise ValueError(f"expected two numbers, V and d, in line 1 of {path}, got {lines[0][:60]!r}")
        n_words, d = map(int, header)
        if len(lines) != n_words + 1:
            raise ValueError(
                f"expected {n_words} words in {path}, got {len(lines) - 1}: the file is cut off or mixed up"
            )
        words, rows = [], []
        for number, line in enumerate(lines[1:], start=2):
            word, *row = line.rstrip(" ").split(" ")
            if len(row) != d or not all(map(_is_number, row)):
                raise ValueError(f"expected a word and {d} numbers in line {number} of {path}, got {line[:60]!r}")
            words.append(word)
            rows.append([float(text) for text in row])
        return cls(tuple(words), torch.tensor(rows).view(n_words, d))

    @cached_property
    def rows(self) -> dict[str, int]:
        return {word: row for row, word in enumerate(self.words)}

    def _row(self, word: str) -> int:
        if word not in self.rows:
            raise KeyError(f"expected one of the {len(self.words)} words, got {word!r}: it was not in the corpus")
        return self.rows[word]


def nearest_neighbours(
    vectors: Float[Tensor, "vocab d"], query: int, k: int
) -> tuple[Int[Tensor, " found"], Float[Tensor, " found"]]:
    """The rows with the largest cosine to row `query`, itself left out: indices and cosines, best first, min(k, V − 1).

    Ties go to the lower index; a vector of zeros has cosine 0 with all. IndexError for a query that is not a row.

    >>> vectors = torch.tensor([[1.0, 0.0], [2.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> nearest_neighbours(vectors, query=0, k=2)
    (tensor([1, 3]), tensor([1.0000, 0.7071]))
    """
    if not 0 <= query < len(vectors):
        raise IndexError(f"expected a query from 0 to {len(vectors) - 1}, got {query}: it is the number of a row")
    unit = _unit(vectors)
    similarities = unit @ unit[query]
    best = _best(similarities, [query], k)
    return best, similarities[best]


def procrustes(source: Float[Tensor, "n d"], target: Float[Tensor, "n d"]) -> Float[Tensor, "d d"]:
    """The orthogonal W that minimises ‖source · W − target‖ (Schönemann 1966): turned and mirrored, never stretched.

    With sourceᵀ · target = U S Vᵀ, its singular value decomposition, W = U Vᵀ.

    >>> procrustes(torch.eye(2), torch.tensor([[0.0, 2.0], [-2.0, 0.0]])).round() + 0.0  # turned, not stretched
    tensor([[ 0.,  1.],
            [-1.,  0.]])
    """
    u, _, v_t = torch.linalg.svd(source.T @ target)
    return u @ v_t


def glove_loss(
    center: Float[Tensor, "batch d"],
    context: Float[Tensor, "batch d"],
    center_bias: Float[Tensor, " batch"],
    context_bias: Float[Tensor, " batch"],
    counts: Float[Tensor, " batch"],
    x_max: float = 100.0,
    alpha: float = 0.75,
) -> Float[Tensor, ""]:
    """f(X) (w · w̃ + b + b̃ − log X)², mean over pairs of words that occur together X > 0 times (Pennington et al. 2014,
    equation 8; the paper sums). f(X) = min(1, (X / x_max)^alpha): the rare are noisy, the frequent not all (eq. 9)."""
    error = (center * context).sum(dim=-1) + center_bias + context_bias - counts.log()
    return ((counts / x_max).clamp(max=1) ** alpha * error.square()).mean()


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _unit(vectors: Tensor) -> Tensor:
    return F.normalize(vectors, dim=-1, eps=torch.finfo(vectors.dtype).tiny)


def _best(similarities: Tensor, without: list[int], k: int) -> Tensor:
    """Indices of the k largest, best first, without some; the lower index first on ties."""
    order = similarities.sort(descending=True, stable=True).indices
    return order[~torch.isin(order, torch.tensor(without, device=order.device))][:k]
