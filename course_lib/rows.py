"""Documents as rows of token ids: one document a row, rows of like length together.

A window cut at random from a stream of documents mostly begins in the middle of one, about somebody not named in it.
A row that begins where a document begins never asks the model to guess what it was not shown; measured on the tiny
world, the same number of tokens teaches several times as many facts.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from jaxtyping import Bool, Int
from torch import Tensor

Item = TypeVar("Item")
NOT_COUNTED = -100  # the label of a position that no loss looks at, torch's own default
LENGTH_STEP = 8  # lengths are rounded up to it: kernels are chosen, and kept, anew for every shape


@dataclass(frozen=True)
class Rows:
    """Rows of ids, padded at the end. `mask` is True on real tokens."""

    tokens: Int[Tensor, "batch n"]
    mask: Bool[Tensor, "batch n"]


def document_rows(
    documents: Sequence[Sequence[int]], *, end_id: int, context: int, tokens_per_batch: int, seed: int = 0
) -> Iterator[Rows]:
    """Batches without end, every document once before any comes again, in an order that depends on the seed only.

    A row is end_id, the document, end_id, so that a model learns to begin from end_id and where to stop; what does not
    fit in `context` + 1 tokens (the last is only predicted) is cut. ValueError without documents.
    """
    rows = [[end_id, *ids, end_id][: context + 1] for ids in documents if ids]
    if not rows:
        raise ValueError("expected documents with tokens, got none: is the corpus empty, or the selection too narrow?")
    rng = random.Random(seed)
    while True:
        # Longest first, so that the first row of a group says how many fit; lengths are blurred a little, so that the
        # same documents do not always meet.
        order = sorted(range(len(rows)), key=lambda i: -len(rows[i]) * rng.uniform(0.9, 1.1))
        groups = list(_groups(rows, order, tokens_per_batch))
        rng.shuffle(groups)
        for group in groups:
            yield padded([rows[i] for i in group], end_id, multiple_of=LENGTH_STEP, longest=context + 1)


def full_batches(orders: Iterable[Sequence[Item]], batch_size: int) -> Iterator[Sequence[Item]]:
    """Runs of batch_size items of each order in turn; what is left at an order's end is left out. ValueError for an
    order that does not fill one batch: without end, it would be waited for for ever."""
    for order in orders:
        if not 1 <= batch_size <= len(order):
            raise ValueError(
                f"expected examples for a batch of {batch_size} at least, got {len(order)}: "
                "give more, or set a batch_size from 1 to that"
            )
        for start in range(0, len(order) - batch_size + 1, batch_size):
            yield order[start : start + batch_size]


def padded(
    rows: Sequence[Sequence[int]], pad_id: int, *, side: str = "right", multiple_of: int = 1, longest: int | None = None
) -> Rows:
    """Rows of ids as one tensor, padded on the right (for training) or on the left (for writing on).

    Its length is rounded up to a multiple of that, but not beyond `longest`, which no row may exceed.
    """
    n = -(-max(map(len, rows)) // multiple_of) * multiple_of
    n = n if longest is None else min(n, longest)
    tokens = torch.full((len(rows), n), pad_id)
    mask = torch.zeros(len(rows), n, dtype=torch.bool)
    for i, row in enumerate(rows):
        where = slice(0, len(row)) if side == "right" else slice(n - len(row), n)
        tokens[i, where] = torch.as_tensor(row)
        mask[i, where] = True
    return Rows(tokens, mask)


def _groups(rows: Sequence[Sequence[int]], order: Sequence[int], tokens_per_batch: int) -> Iterator[list[int]]:
    """Runs of the order that fill about tokens_per_batch when padded; at least one row each."""
    start = 0
    while start < len(order):
        longest = -(-len(rows[order[start]]) // LENGTH_STEP) * LENGTH_STEP
        end = start + max(1, tokens_per_batch // longest)
        yield list(order[start:end])
        start = end
