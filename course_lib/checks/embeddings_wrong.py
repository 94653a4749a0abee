"""What the exercises of notebook 02 give, and what they give after each likely mistake: shared by checks and exam.

Everything is computed in float64 and from the definitions alone.
"""

import math
from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

Wrongs = list[tuple[str, Any]]
Documents = Sequence[Sequence[str]]


def frequencies(documents: Documents, vocabulary: Sequence[str]) -> Tensor:
    """How often each document has each word: (n_documents, V)."""
    rows = [[list(document).count(word) for word in vocabulary] for document in documents]
    return torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))


def likely_frequencies(documents: Documents, vocabulary: Sequence[str]) -> Wrongs:
    counts = frequencies(documents, vocabulary)
    lengths = torch.tensor([max(1, len(document)) for document in documents])[:, None]
    met = list(dict.fromkeys(word for document in documents for word in document if word in vocabulary))
    in_idf = (len(documents) / (counts > 0).sum(dim=0).clamp(min=1)).log()
    return [
        ("binary", (counts > 0).long()),
        ("relative", counts / lengths),
        ("tf_idf", counts * in_idf),
        ("transposed", counts.T),
        ("sorted_vocabulary", frequencies(documents, sorted(vocabulary))),
        ("order_of_appearance", frequencies(documents, [*met, *(word for word in vocabulary if word not in met)])),
        ("summed", counts.sum(dim=0)),
        ("not_reset", counts.cumsum(dim=0)),
        ("others_counted", torch.cat((counts, (lengths - counts.sum(dim=1, keepdim=True))), dim=1)),
        ("one_document", counts[:1].expand_as(counts)),
    ]


def pairs(tokens: Sequence[Any], window: int) -> list[tuple[Any, Any]]:
    """(center, context), by center and then by context, from left to right."""
    return [(tokens[i], tokens[j]) for i, j in _places(tokens, window)]


def _places(tokens: Sequence[Any], window: int) -> list[tuple[int, int]]:
    n = len(tokens)
    return [(i, j) for i in range(n) for j in range(max(0, i - window), min(n, i + window + 1)) if i != j]


def likely_pairs(tokens: Sequence[Any], window: int) -> Wrongs:
    right, places, n = pairs(tokens, window), _places(tokens, window), len(tokens)
    by_distance = sorted(places, key=lambda place: (place[0], abs(place[0] - place[1]), place[1]))
    after_first = sorted(places, key=lambda place: (place[0], place[1] < place[0], place[1]))
    wrapped = [(i, (i + shift) % n) for i in range(n) for shift in range(-window, window + 1) if shift]
    with_self = [(i, j) for i in range(n) for j in range(max(0, i - window), min(n, i + window + 1))]
    return [
        ("self_included", [(tokens[i], tokens[j]) for i, j in with_self]),
        ("after_only", [(tokens[i], tokens[j]) for i, j in places if j > i]),
        ("before_only", [(tokens[i], tokens[j]) for i, j in places if j < i]),
        ("swapped", [(context, center) for center, context in right]),
        ("one_too_far", pairs(tokens, window + 1)),
        ("one_too_near", pairs(tokens, window - 1)),
        ("context_order", [(tokens[i], tokens[j]) for i, j in by_distance]),
        ("context_order", [(tokens[i], tokens[j]) for i, j in after_first]),
        ("context_order", [(tokens[i], tokens[j]) for i, j in sorted(places, key=lambda place: (place[0], -place[1]))]),
        ("wraps_around", [(tokens[i], tokens[j]) for i, j in wrapped]),
        ("edges_left_out", [(tokens[i], tokens[j]) for i, j in places if window <= i < n - window]),
        ("no_repeats", list(dict.fromkeys(right))),
        ("same_word_left_out", [pair for pair in right if pair[0] != pair[1]]),
        ("positions", places),
    ]


def sgns(center: Tensor, context: Tensor, negatives: Tensor) -> Tensor:
    """Skip-gram with negative sampling: (batch, d), (batch, d), (batch, k, d) to a scalar."""
    true, drawn = _products(center, context, negatives)
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1)).mean()


def _products(center: Tensor, context: Tensor, negatives: Tensor) -> tuple[Tensor, Tensor]:
    c, o, n = (tensor.double() for tensor in (center, context, negatives))
    return (c * o).sum(dim=-1), (n * c[:, None]).sum(dim=-1)


def likely_sgns(center: Tensor, context: Tensor, negatives: Tensor) -> Wrongs:
    true, drawn = _products(center, context, negatives)
    log = F.logsigmoid
    right = -(log(true) + log(-drawn).sum(dim=-1))
    unit = [F.normalize(tensor.double(), dim=-1) for tensor in (center, context, negatives)]
    scores = torch.cat((true[:, None], drawn), dim=1)
    with_context = (negatives.double() * context.double()[:, None]).sum(dim=-1)
    return [
        ("summed", right.sum()),
        ("not_averaged", right),
        ("negatives_averaged", -(log(true) + log(-drawn).mean(dim=-1)).mean()),
        ("all_averaged", right.sum() / (drawn.numel() + len(true))),
        ("sign_of_loss", -right.mean()),
        ("sign_of_negatives", -(log(true) + log(drawn).sum(dim=-1)).mean()),
        ("sign_of_true", -(log(-true) + log(-drawn).sum(dim=-1)).mean()),
        ("negatives_subtracted", -(log(true) - log(-drawn).sum(dim=-1)).mean()),
        ("no_logarithm", -(true.sigmoid() + (-drawn).sigmoid().sum(dim=-1)).mean()),
        ("no_sigmoid", -(true - drawn.sum(dim=-1)).mean()),
        ("no_negatives", -log(true).mean()),
        ("no_true", -log(-drawn).sum(dim=-1).mean()),
        ("one_negative", -(log(true) + log(-drawn[:, 0])).mean()),
        ("negatives_before_sigmoid", -(log(true) + log(-drawn.sum(dim=-1))).mean()),
        ("softmax", -scores.log_softmax(dim=-1)[:, 0].mean()),
        ("cosine", sgns(*unit)),
        ("negatives_with_context", -(log(true) + log(-with_context).sum(dim=-1)).mean()),
        ("base_two", right.mean() / math.log(2)),
    ]


def cosines(vectors: Tensor, query: int) -> Tensor:
    """Of every row with row `query`; 0 where one of the two is zero."""
    rows = vectors.double()
    lengths = rows.norm(dim=-1)
    return (rows @ rows[query] / (lengths * lengths[query])).nan_to_num(nan=0.0)


def neighbours(vectors: Tensor, query: int, k: int) -> tuple[Tensor, Tensor]:
    """The k nearest to row `query` by cosine, best first, without it: indices and cosines."""
    return _nearest(cosines(vectors, query), query, k)


def _nearest(scores: Tensor, query: int | None, k: int, *, descending: bool = True) -> tuple[Tensor, Tensor]:
    order = scores.sort(descending=descending, stable=True).indices
    order = order[order != query][:k] if query is not None else order[:k]
    return order, scores[order]


def likely_neighbours(vectors: Tensor, query: int, k: int) -> Wrongs:
    rows, right = vectors.double(), cosines(vectors, query)
    indices, similarities = _nearest(right, query, k)
    distances = (rows - rows[query]).norm(dim=-1)
    by_distance = _nearest(distances, query, k, descending=False)
    lengths = rows.norm(dim=-1)
    return [
        ("dot_product", _nearest(rows @ rows[query], query, k)),
        ("distance", by_distance),
        ("distance", (by_distance[0], right[by_distance[0]])),
        ("half_normalised", _nearest(rows @ rows[query] / lengths, query, k)),
        ("half_normalised", _nearest(rows @ rows[query] / lengths[query], query, k)),
        ("squared_lengths", _nearest(rows @ rows[query] / (lengths * lengths[query]) ** 2, query, k)),
        ("query_included", _nearest(right, None, k)),
        ("one_too_few", (indices[:-1], similarities[:-1])),
        ("worst_first", _nearest(right, query, k, descending=False)),
        ("reversed", (indices.flip(0), similarities.flip(0))),
        ("shifted", (indices - (indices > query).long(), similarities)),
        ("one_minus", (indices, 1 - similarities)),
        ("by_size", _nearest(right.abs(), query, k)),
        ("swapped", (similarities, indices)),
    ]


def turn(source: Tensor, target: Tensor) -> Tensor:
    """The orthogonal W nearest to taking source to target."""
    u, _, v_t = torch.linalg.svd(source.double().T @ target.double())
    return u @ v_t


def apart(w: Tensor, source: Tensor, target: Tensor) -> float:
    """‖source · W − target‖."""
    return float((source.double() @ w.double() - target.double()).norm())


def likely_turns(source: Tensor, target: Tensor) -> Wrongs:
    s, t = source.double(), target.double()
    u, sizes, v_t = torch.linalg.svd(s.T @ t)
    no_mirror = torch.eye(len(u), dtype=torch.float64)
    no_mirror[-1, -1] = torch.linalg.det(u @ v_t).sign()
    return [
        ("transposed", (u @ v_t).T),
        ("v_not_transposed", u @ v_t.T),
        ("least_squares", torch.linalg.lstsq(s, t).solution),
        ("stretched", u @ sizes.diag() @ v_t),
        ("no_mirror", u @ no_mirror @ v_t),
        ("centered", turn(s - s.mean(dim=0), t - t.mean(dim=0))),
        ("rows_normalised", turn(F.normalize(s, dim=-1), F.normalize(t, dim=-1))),
        ("identity", torch.eye(len(u), dtype=torch.float64)),
        ("applied", s @ u @ v_t),
    ]
