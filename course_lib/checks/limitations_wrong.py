"""What the exercises of notebook 09 give, and what they give after each likely mistake: shared by checks and exam."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.checks.outputs import Outputs, Wrongs
from course_lib.checks.values import LikelyValues

# ---------------------------------------------------------------- longest_common_subsequence


def subsequence(a: Sequence[Any], b: Sequence[Any]) -> int:
    """The length of the longest common subsequence."""
    return _table(a, b)[-1][-1]


def _table(a: Sequence[Any], b: Sequence[Any], *, reset: bool = False) -> list[list[int]]:
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, item in enumerate(a, 1):
        for j, other in enumerate(b, 1):
            skipped = 0 if reset else max(table[i - 1][j], table[i][j - 1])
            table[i][j] = table[i - 1][j - 1] + 1 if item == other else skipped
    return table


def _edits(a: Sequence[Any], b: Sequence[Any]) -> int:
    before = list(range(len(b) + 1))
    for i, item in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            row.append(min(before[j - 1] + (item != other), before[j] + 1, row[j - 1] + 1))
        before = row
    return before[-1]


def _greedy(a: Sequence[Any], b: Sequence[Any]) -> int:
    """Each item of a, at the first place in what is left of b."""
    at = found = 0
    for item in a:
        if item in b[at:]:
            at, found = list(b).index(item, at) + 1, found + 1
    return found


def likely_subsequence(a: Sequence[Any], b: Sequence[Any]) -> LikelyValues:
    right, prefix = subsequence(a, b), 0
    while prefix < min(len(a), len(b)) and a[prefix] == b[prefix]:
        prefix += 1
    return [
        ("run", max(max(row) for row in _table(a, b, reset=True))),
        ("words_shared", len(set(a) & set(b))),
        ("counts_shared", (Counter(a) & Counter(b)).total()),
        ("same_places", sum(x == y for x, y in zip(a, b, strict=False))),
        ("greedy", _greedy(a, b)),
        ("greedy", _greedy(b, a)),
        ("prefix", prefix),
        ("edit_distance", _edits(a, b)),
        ("edit_distance", max(len(a), len(b)) - _edits(a, b)),
        ("left_over", len(a) + len(b) - 2 * right),
        ("one_off", right - 1),
        ("one_off", right + 1),
        ("last_left_out", subsequence(a[:-1], b[:-1])),
    ]


# ---------------------------------------------------------------- chrf

Statistics = list[tuple[int, int, int]]


def similarity(hypothesis: str, reference: str, max_order: int = 6, beta: float = 2.0) -> float:
    """sacrebleu's sentence chrF with its defaults, 0 to 100."""
    return _score(_statistics(hypothesis, reference, max_order), beta)


def _statistics(hypothesis: str, reference: str, max_order: int, *, spaces: bool = False) -> Statistics:
    sides = (hypothesis, reference) if spaces else ("".join(hypothesis.split()), "".join(reference.split()))
    found = []
    for n in range(1, max_order + 1):
        h, r = (Counter(side[i : i + n] for i in range(len(side) - n + 1)) for side in sides)
        found.append((h.total(), r.total(), (h & r).total()))
    return found


def _f(precision: float, recall: float, beta: float) -> float:
    total = beta**2 * precision + recall
    return 0.0 if total == 0 else 100 * (1 + beta**2) * precision * recall / total


def _score(statistics: Statistics, beta: float, *, orders: int = 0) -> float:
    used = [(h, r, both) for h, r, both in statistics if h and r]
    if not used:
        return 0.0
    n = orders or len(used)
    return _f(sum(both / h for h, _, both in used) / n, sum(both / r for _, r, both in used) / n, beta)


def likely_similarity(hypothesis: str, reference: str, max_order: int = 6, beta: float = 2.0) -> LikelyValues:
    statistics = _statistics(hypothesis, reference, max_order)
    used = [(h, r, both) for h, r, both in statistics if h and r]
    right = _score(statistics, beta)
    n = max(1, len(used))
    precision, recall = sum(both / h for h, _, both in used) / n, sum(both / r for _, r, both in used) / n
    h, r, both = (sum(column) for column in zip(*used, strict=True)) if used else (1, 1, 0)
    sets = []
    for size in range(1, max_order + 1):
        one, other = (
            {side[i : i + size] for i in range(len(side) - size + 1)}
            for side in ("".join(hypothesis.split()), "".join(reference.split()))
        )
        sets.append((len(one), len(other), len(one & other)))
    words = Counter(hypothesis.split()), Counter(reference.split())
    shared = (words[0] & words[1]).total()
    word_f = _f(shared / max(1, words[0].total()), shared / max(1, words[1].total()), beta)
    return [
        ("of_one", right / 100),
        ("beta_one", _score(statistics, 1.0)),
        ("beta_upside_down", _score(statistics, 1 / beta)),
        ("precision", 100 * precision),
        ("recall", 100 * recall),
        ("spaces_kept", _score(_statistics(hypothesis, reference, max_order, spaces=True), beta)),
        ("longest_only", _score(statistics[-1:], beta)),
        ("letters_only", _score(statistics[:1], beta)),
        ("counts_pooled", _f(both / h, both / r, beta)),
        ("mean_of_scores", sum(_f(m / a, m / b, beta) for a, b, m in used) / n),
        ("sets", _score(sets, beta)),
        ("lower_case", similarity(hypothesis.lower(), reference.lower(), max_order, beta)),
        ("words", word_f),
        ("from_two", _score(statistics[1:], beta)),
    ]


# ---------------------------------------------------------------- itc_loss


def contrast(image: Tensor, text: Tensor, temperature: float) -> Outputs:
    """The mean of the two directions' cross-entropy of cosines / temperature."""
    scores = _cosines(image, text) / temperature
    return ((_own(scores) + _own(scores.T)) / 2,)


def _cosines(image: Tensor, text: Tensor) -> Tensor:
    return F.normalize(image.double(), dim=-1) @ F.normalize(text.double(), dim=-1).T


def _own(scores: Tensor) -> Tensor:
    return -scores.log_softmax(-1).diagonal().mean()


def likely_contrast(image: Tensor, text: Tensor, temperature: float) -> Wrongs:
    cosines, plain = _cosines(image, text), image.double() @ text.double().T
    scores = cosines / temperature
    right = (_own(scores) + _own(scores.T)) / 2
    both = lambda s: (_own(s) + _own(s.T)) / 2  # noqa: E731
    rolled = scores.roll(1, dims=1)
    return [
        ("texts_for_images", (_own(scores),)),
        ("images_for_texts", (_own(scores.T),)),
        ("both_summed", (2 * right,)),
        ("not_normalised", (both(plain / temperature),)),
        ("times_temperature", (both(cosines * temperature),)),
        ("no_temperature", (both(cosines),)),
        ("sign", (-right,)),
        ("no_softmax", (-scores.diagonal().mean(),)),
        ("cosine_of_pairs", (1 - cosines.diagonal().mean(),)),
        ("probabilities", (-(scores.softmax(-1).diagonal().mean() + scores.T.softmax(-1).diagonal().mean()) / 2,)),
        ("summed", (right * len(image),)),
        ("not_averaged", (-(scores.log_softmax(-1).diagonal() + scores.T.log_softmax(-1).diagonal()) / 2,)),
        ("wrong_pairs", (both(rolled),)),
        ("over_everything", (-scores.flatten().log_softmax(0).view_as(scores).diagonal().mean(),)),
        ("base_two", (right / math.log(2),)),
    ]


# ---------------------------------------------------------------- association_effect_size


def effect(x: Tensor, y: Tensor, a: Tensor, b: Tensor) -> float:
    """WEAT's d, with the n − 1 standard deviation."""
    of_x, of_y = _association(x, a, b), _association(y, a, b)
    return float((of_x.mean() - of_y.mean()) / torch.cat((of_x, of_y)).std())


def _association(w: Tensor, a: Tensor, b: Tensor) -> Tensor:
    return _cosines(w, a).mean(1) - _cosines(w, b).mean(1)


def likely_effect(x: Tensor, y: Tensor, a: Tensor, b: Tensor) -> LikelyValues:
    of_x, of_y = _association(x, a, b), _association(y, a, b)
    gap, together = of_x.mean() - of_y.mean(), torch.cat((of_x, of_y))
    dots = [w.double() @ a.double().T.mean(1) - w.double() @ b.double().T.mean(1) for w in (x, y)]
    to_means = [(_cosines(w, a.double().mean(0)[None]) - _cosines(w, b.double().mean(0)[None]))[:, 0] for w in (x, y)]
    only_a = [_cosines(w, a).mean(1) for w in (x, y)]
    pooled = ((of_x.var() + of_y.var()) / 2).sqrt()
    of = lambda one, other: float((one.mean() - other.mean()) / torch.cat((one, other)).std())  # noqa: E731
    return [
        ("sign", -effect(x, y, a, b)),
        ("not_divided", float(gap)),
        ("n_in_the_deviation", float(gap / together.std(correction=0))),
        ("variance", float(gap / together.var())),
        ("deviation_of_x", float(gap / of_x.std())),
        ("deviation_of_y", float(gap / of_y.std())),
        ("pooled", float(gap / pooled)),
        ("dot_products", of(*dots)),
        ("means_of_vectors", of(*to_means)),
        ("only_a", of(*only_a)),
        ("summed", float((of_x.sum() - of_y.sum()) / together.std())),
        ("magnitude", abs(effect(x, y, a, b))),
        ("magnitude", -abs(effect(x, y, a, b))),
    ]
