"""``nearest_neighbours``: the rows with the largest cosine to one of them. Right results in float64."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.results import Ids, Reals
from course_lib.asking.visible import Trial
from course_lib.exercises.term_frequency import Counts

Pair = tuple[Tensor, Tensor]  # indices and similarities, as many of both


class Indices(Counts):
    """Whole numbers in any type: that they are int64 is asked apart from the similarities' float."""

    def strict(self, found: Tensor, dtype: torch.dtype) -> None:
        """See ``ask_int64``."""


class Cosines(Reals):
    """Similarities; where a mistake puts indices in their place, these have no float to keep."""

    def strict(self, found: Tensor, dtype: torch.dtype) -> None:
        if found.is_floating_point() or found.is_complex():
            super().strict(found, dtype)


def right(vectors: Tensor, query: int, k: int, *before: Tensor) -> Pair:
    """vectors (V, d) to the min(k, V − 1) rows nearest to row ``query``, best first, without it.

    Rows (1, 0), (3, 4), (0, 2), (−1, 0): the two nearest to row 0 are [1, 2], with [0.6, 0.0].
    ``before``: the vectors of an earlier question, which only mistakes look at.
    """
    return _nearest(cosines(vectors, query), query, k)


def cosines(vectors: Tensor, query: int) -> Tensor:
    """Of every row with row ``query``, (V); 0 where one of the two is zero."""
    rows = vectors.double()
    lengths = rows.norm(dim=-1)
    return (rows @ rows[query] / (lengths * lengths[query])).nan_to_num(nan=0.0)


def _nearest(scores: Tensor, query: int | None, k: int, *, descending: bool = True) -> Pair:
    order = scores.sort(descending=descending, stable=True).indices
    order = order[order != query][:k] if query is not None else order[:k]
    return order, scores[order]


def mistakes(vectors: Tensor, query: int, k: int, *before: Tensor) -> Mistakes:
    """What comes out after each likely mistake."""
    cosine = cosines(vectors, query)
    indices, similarities = _nearest(cosine, query, k)
    everyone = _nearest(cosine, None, k)[0]
    late = everyone[everyone != query]
    by_row, in_order = indices.sort()
    other_query = _nearest(cosines(vectors, query - 1), query - 1, k)
    return [
        *_of_other_measures(vectors.double(), query, k, cosine),
        ("query_included", _nearest(cosine, None, k)),
        ("query_included", _nearest(cosine, None, k + 1)),
        ("one_too_few", (late, cosine[late])),
        ("one_too_many", _nearest(cosine, query, k + 1)),
        ("worst_first", _nearest(cosine, query, k, descending=False)),
        ("reversed", (indices.flip(0), similarities.flip(0))),
        ("row_order", (by_row, similarities[in_order])),
        ("not_aligned", (indices, cosine[: len(indices)])),
        ("all_similarities", (indices, cosine)),
        ("all_similarities", (indices, cosine.sort(descending=True).values)),
        ("shifted", (indices - (indices > query).long(), similarities)),
        ("counted_from_one", (indices + 1, similarities)),
        ("other_query", other_query),
        ("one_minus", (indices, 1 - similarities)),
        ("angle", (indices, similarities.clamp(-1, 1).arccos())),
        ("softmax", (indices, cosine.softmax(dim=0)[indices])),
        ("softmax", (indices, similarities.softmax(dim=0))),
        ("swapped", (similarities, indices)),
        *_of_special_rows(vectors, query, k, cosine),
        ("remembers_calls", right(before[0], query, k) if before else None),
    ]


def _of_other_measures(rows: Tensor, query: int, k: int, cosine: Tensor) -> Mistakes:
    """Mistakes in what is compared; rows (V, d) in float64, cosine (V)."""
    d, lengths = rows.shape[1], rows.norm(dim=-1)
    dot, distances = rows @ rows[query], (rows - rows[query]).norm(dim=-1)
    closest, far = _nearest(distances, query, k, descending=False)
    across = F.normalize(rows, dim=0)
    distance_like = (far, cosine[closest], far.square(), -far, 1 / (1 + far))
    measures = (
        ("dot_product", dot),
        ("dot_product", dot / d**0.5),
        ("half_normalised", dot / lengths),
        ("half_normalised", dot / lengths[query]),
        ("squared_lengths", dot / (lengths * lengths[query]) ** 2),
        ("whole_norm", dot / rows.square().sum()),
        ("whole_norm", dot / rows.norm()),
        ("normalised_columns", across @ across[query]),
        ("centered", cosines(rows - rows.mean(dim=1, keepdim=True), query)),
        ("centered", cosines(rows - rows.mean(dim=0), query)),
        ("by_size", cosine.abs()),
        ("by_size", cosine.square()),
        ("rescaled", (1 + cosine) / 2),
    )
    manhattan = (rows - rows[query]).abs().sum(dim=-1)
    return [
        *(("distance", (closest, values)) for values in distance_like),
        ("distance", _nearest(manhattan, query, k, descending=False)),
        *((key, _nearest(scores.nan_to_num(nan=0.0), query, k)) for key, scores in measures),
    ]


def _of_special_rows(vectors: Tensor, query: int, k: int, cosine: Tensor) -> Mistakes:
    """Mistakes that show only with rows of zeros, equal rows or equal cosines."""
    order = cosine.sort(descending=True, stable=True).indices
    last = len(cosine) - 1 - cosine.flip(0).sort(descending=True, stable=True).indices
    others = order[order != query]
    chosen = (
        ("first_left_out", order[1:]),
        ("equal_left_out", others[(vectors[others] != vectors[query]).any(dim=-1)]),
        ("equal_left_out", others[cosine[others] < 1 - 1e-6]),
        ("zeros_left_out", others[vectors[others].any(dim=-1)]),
        ("ties", last[last != query]),
    )
    right_ones = others[:k]
    at_minus_one = _nearest(cosine.index_fill(0, torch.tensor([query]), -1.0), None, min(k, len(others)))
    return [
        *(
            (key, None if torch.equal(found[:k], right_ones) else (found[:k], cosine[found[:k]]))
            for key, found in chosen
        ),
        ("query_at_minus_one", None if torch.equal(at_minus_one[0], right_ones) else at_minus_one),
    ]


def symptom(found: Outputs, given: Given) -> str | None:
    """Indices that are no whole numbers, and no similarities in their place."""
    fractions = [part.is_floating_point() and not torch.equal(part, part.round()) for part in found]
    return "fractions" if all(fractions) else None


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_int64(ask: Ask, *given: Any) -> None:
    """The indices are int64, wherever they stand."""
    got = ask.got(*given)
    ask.expect(got, given)
    for found, want in zip(ask.exercise.read(got), ask.want(*given), strict=True):
        if not want.is_floating_point():
            Ids("indices").strict(found, torch.int64)


def ask_zero_query(ask: Ask, *given: Any) -> None:
    """All similarities are 0; in which order they come is a matter of ties."""
    with ask.blaming("zero_vector"):
        got = ask.exercise.read(ask.got(*given))
        kind, found, want = ask.exercise.results[1], got[1], ask.want(*given)[1]
        if not kind.alike(found, want, torch.float32, ask.exercise.depth):
            raise kind.difference(found, want).on(ask.exercise.described(given))


def along_the_axes(places: Tensor, powers: Tensor) -> Tensor:
    """Vectors along the axes of the plane: their cosines are 0, 1 and −1 without any rounding, and often equal.

    They are long, 2^power, so that a small number added to lengths changes nothing.
    """
    return torch.cat((torch.eye(2), -torch.eye(2)))[places] * 2.0 ** powers[:, None]


# ---------------------------------------------------------------- the check


# Eight vectors of different lengths, around row 3; in every likely mistake others are nearest, or look so.
POINTS = torch.tensor(
    [
        *([0.9, 0.2, -0.4], [-2.0, 0.3, 1.9], [0.2, 0.3, 0.1], [1.1, 1.6, 0.4]),
        *([2.9, -1.0, 0.5], [0.8, 1.3, -0.9], [-0.9, -1.7, -0.5], [3.0, 5.0, 4.0]),
    ]
)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    others = POINTS.roll(1, dims=0) * torch.tensor([1.0, -1.0, 2.0])
    with trial.case("example"):
        trial(torch.tensor([[1.0, 0.0], [3.0, 4.0], [0.0, 2.0], [-1.0, 0.0]]), 0, 2)
    with trial.case("larger"):
        trial.values((POINTS, 3, 3, POINTS), (others, 4, 3, POINTS))
    with trial.case("int64"):
        ask_int64(trial, POINTS, 3, 3)
    with trial.case("other_queries"):
        for query in (0, 7):
            trial(POINTS, query, 3)
        trial(POINTS[:3], 1, 1)
        trial(others.mT.contiguous().mT, 2, 1)
    with trial.case("all_of_them"):
        for rows, k in ((8, 7), (8, 8), (8, 20), (2, 5), (1, 2)):
            trial(POINTS[:rows], min(3, rows - 1), k)
    with trial.case("ties"):
        vectors = along_the_axes(torch.arange(42) % 4, 20 + torch.arange(42) // 4 % 3)
        vectors[5] = vectors[29] = vectors[17]
        for query in (6, 17):
            trial(vectors, query, 41, named=True)
    with trial.case("zero_vector"):
        zero = POINTS.clone()
        zero[5] = 0
        trial(zero, 3, 7, named=True)
        ask_zero_query(trial, zero, 5, 7)
    with trial.case("unmodified"):
        trial.unmodified(zero, 3, 3)
    with trial.case("float64"):
        trial.dtypes((1e6 * POINTS, 3, 3))


EXERCISE = Exercise(
    "nearest_neighbours",
    number="2.4",
    hidden=8,
    arguments=("vectors", "query", "k"),
    results=(Indices("indices"), Cosines("similarities")),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    sent=lambda vectors, query, k, *_: (vectors, query, k),
    symptom=symptom,
)
