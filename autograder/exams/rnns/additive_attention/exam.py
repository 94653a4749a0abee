"""The exam of ``additive_attention``."""

from typing import Any

import torch

from autograder.exam import Draw, Exam, some, suiting
from autograder.rng import Rng
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.additive_attention import EXERCISE
from course_lib.exercises.additive_attention import scores as additive_scores


def attention(batch: int, m: int, d_q: int, d_k: int, d_a: int) -> Draw:
    """Arguments of these sizes; keys padded to different lengths."""

    def draw(rng: Rng) -> Given:
        lengths = min(2, m) + rng.integers(0, max(1, m - 1), batch, 1)
        lengths[0] = max(1, m - 1)  # some padding in every draw
        mask = torch.arange(m) < lengths
        vectors = rng.floats(batch, d_q), rng.floats(batch, m, d_k), mask
        v = rng.floats(d_a)
        return *vectors, rng.floats(d_a, d_q), rng.floats(d_a, d_k), 4 * v / v.abs().sum()  # no score is above 4

    return draw


def one_key(rng: Rng) -> Given:
    """One key may be attended to."""
    query, keys, _, *weights = attention(3, 4, 2, 3, 5)(rng)  # type: ignore[operator]
    return query, keys, torch.eye(4, dtype=torch.bool)[[2, 0, 3]], *weights


def large_padding(rng: Rng) -> Given:
    """Large numbers under False."""
    query, keys, mask, *weights = attention(3, 5, 2, 3, 4)(rng)  # type: ignore[operator]
    mask[:, 4] = False
    return query, torch.where(mask[..., None], keys, 1e6 * keys.sign()), mask, *weights


def large_scores(rng: Rng) -> Given:
    *rest, v = attention(3, 5, 2, 3, 4)(rng)  # type: ignore[operator]
    return *rest, 500 * v


def deep_scores(rng: Rng) -> Given:
    *rest, v = attention(3, 5, 2, 3, 4)(rng)  # type: ignore[operator]
    return *rest, 10_000 * v


def no_key_reaches_minus_10_000(*given: Any) -> bool:
    """In some row with a hidden key all scores are so low, and in every row one key is far ahead."""
    mask = given[2]
    scores = additive_scores(*given)
    ranked = scores.masked_fill(~mask, -torch.inf).sort(dim=1, descending=True).values
    low = (ranked[:, 0] < -11_000) & ~mask.all(dim=1)
    return bool(low.any()) and bool((ranked[:, 0] > ranked[:, 1] + 100).all())


def a_hidden_key_scores_most(*given: Any) -> bool:
    """Where a key is hidden at all, by far more than a small number could hide."""
    mask = given[2]
    scores = additive_scores(*given)
    best, hidden = scores.masked_fill(~mask, -torch.inf).amax(1), scores.masked_fill(mask, -torch.inf).amax(1)
    return bool(((hidden > best + 100) | mask.all(dim=1)).all()) and not bool(mask.all())


def hidden_weigh_nothing(given: Given, out: Outputs) -> bool:
    return not bool(out[1].masked_fill(given[2], 0.0).any())


exam = Exam(
    EXERCISE,
    kinds={
        "a batch of one": some(lambda query, *_: len(query) == 1),
        "all sizes equal": some(lambda query, keys, *_: keys.shape == (3, 3, 3) and query.shape == (3, 3)),
        "one key in all": some(lambda query, keys, *_: keys.shape[1] == 1 < len(query)),
        "one key that may be attended to": some(lambda query, keys, mask, *_: (mask.sum(dim=1) == 1).all()),
        "large numbers under False": some(lambda query, keys, *_: keys.abs().max() > 1e5),
        "large scores": some(lambda *given: given[5].abs().max() > 100),
        "scores below −10 000": some(lambda *given: additive_scores(*given).min() < -11_000),
        "float64": some(lambda query, *_: query.dtype == torch.float64),
    },
)
exam.values(attention(3, 5, 4, 6, 2), attention(4, 6, 3, 2, 5))
SIZES = ((1, 3, 2, 4, 3), (1, 1, 1, 1, 1), (3, 1, 2, 4, 3), (3, 3, 3, 3, 3))
exam.asks("sizes", *(attention(*size) for size in SIZES))
exam.gradient(attention(3, 5, 4, 6, 2))
exam.dtypes(attention(3, 5, 4, 6, 2))
exam.unmodified(attention(3, 5, 4, 6, 2))
exam.asks("one_key", one_key, says="result", named=True)
exam.asks("padding", large_padding, says=hidden_weigh_nothing, named=True)
exam.asks("large", suiting(large_scores, a_hidden_key_scores_most), suiting(deep_scores, no_key_reaches_minus_10_000))
