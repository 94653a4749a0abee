"""The visible checks of notebook 08 for the filters and `sample`: cases in the order a learner meets their mistakes."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from course_lib.checks.checker import COMMON, Cause, Exercise, Mistake, Trial, Wrong, example_first, plain, same
from course_lib.checks.decoding_causes import CAUSES
from course_lib.checks.decoding_wrong import (
    Wrongs,
    drawn,
    filled_with_number,
    likely_drawn,
    likely_tempered,
    likely_top_k,
    likely_top_p,
    top_k,
    top_p,
)
from course_lib.language import mark

# Scores of five texts over seven tokens: with k = 3 and p = 0.7, every likely mistake gives something of its own.
BATCH = torch.tensor(
    [
        [-0.5, 1.1, 0.2, -1.3, -0.1, 0.4, 0.6],
        [-2.5, -1.5, 2.8, -1.7, 1.2, 2.1, -0.2],
        [0.2, -0.4, -1.0, 0.7, 1.5, -0.3, -0.6],
        [0.0, 0.6, -0.5, -1.7, 1.2, 1.4, 0.4],
        [0.3, 0.9, 1.3, 1.0, -0.4, 0.7, -2.8],
    ]
)
# Scores of six texts over five tokens, and a number for each.
DRAWS = torch.tensor(
    [
        [1.8, 2.2, -0.1, -1.6, -0.3],
        [1.8, 0.5, -2.3, -1.4, -1.6],
        [0.0, 1.1, -1.0, 1.9, -0.4],
        [-0.4, -1.6, -0.3, -0.1, 2.1],
        [-2.0, -0.2, -1.5, 2.5, 1.6],
        [0.2, 0.5, 0.5, 0.0, 0.6],
    ]
)
NUMBERS = torch.tensor([0.06, 0.68, 0.77, 0.28, 0.35, 0.27])

Right = Callable[[Tensor], Tensor]  # scores to the scores expected, in float64
Likely = Callable[[Tensor], Wrongs]


def expect_scores(trial: Trial, got: Any, want: Tensor, wrongs: Wrongs, causes: Mapping[str, Cause]) -> None:
    """``got`` are the scores ``want``. Else Wrong, named after the likely mistake that explains them."""
    if isinstance(got, Tensor) and got.dtype == torch.bool:
        raise Wrong(causes["mask"], "torch.bool", str(want.dtype))
    if isinstance(got, Tensor) and not got.is_floating_point() and not got.is_complex():
        got = got.to(want.dtype)  # indices
    try:
        trial.close(got, want, "output", [Mistake(causes[key], value.to(want.dtype)) for key, value in wrongs])
    except Wrong as wrong:
        named = wrong.cause in (COMMON["value"], COMMON["not_finite"]) and "filled_with_number" in causes
        if named and filled_with_number(got, want.double()):
            raise wrong.named(causes["filled_with_number"]) from None
        raise


def check_filter(
    trial: Trial, call: Callable[[Tensor], Any], right: Right, likely: Likely, causes: Mapping[str, Cause]
) -> None:
    """A batch, other shapes, scores of −∞, float64, and arguments left as they were."""

    def on(case: str, x: Tensor, blame: str | None = None, wrongs: Wrongs | None = None) -> None:
        trial.on(case, causes[blame] if blame else None)
        want = right(x).to(x.dtype)
        expect_scores(trial, trial.steady(call, x), want, wrongs or [], causes)

    on(mark("A batch of five texts over seven tokens"), BATCH, wrongs=likely(BATCH))
    on(mark("One text: logits (7,)"), BATCH[0], "leading_dimensions")
    on(mark("Two leading dimensions: logits (2, 2, 7)"), BATCH[:4].view(2, 2, 7), "leading_dimensions")
    gone = BATCH.masked_fill(torch.arange(7) % 3 == 1, -math.inf)
    on(mark("After another filter: some scores are −∞ already"), gone, "infinities")
    check_float64(trial, call, right, causes)
    trial.on(mark("Arguments stay as they were"))
    argument = BATCH.clone()
    trial.call_on(call, argument)
    if not torch.equal(argument, BATCH):
        raise Wrong(COMMON["mutated"], "logits")


def check_float64(trial: Trial, call: Callable[[Tensor], Any], right: Right, causes: Mapping[str, Cause]) -> None:
    """The same in float64, and as precise."""
    x = BATCH.double() / 3
    trial.on(mark("The same in float64"), causes["dtype_raised"])
    got = trial.call(call, x)
    trial.blame = None
    try:
        expect_scores(trial, got, right(x), [], causes)
    except Wrong as wrong:
        if wrong.cause is COMMON["value"] and same(got, right(x), 1e-4):
            raise wrong.named(COMMON["float32_inside"]) from None
        raise


def check_errors(trial: Trial, answer: Any, values: tuple[int | float, ...], causes: Mapping[str, Cause]) -> None:
    """ValueError for each of these values."""
    for value in values:
        try:
            trial.call(answer, BATCH, value)
        except Wrong as wrong:
            if not wrong.got.startswith("ValueError"):
                raise wrong.named(causes["no_value_error"]) from None
        else:
            raise Wrong(causes["no_value_error"], f"{value} → Tensor", "ValueError")


def check_temperature(trial: Trial, answer: Any) -> None:
    """Exercise 8.1."""
    causes = CAUSES["apply_temperature"]

    def example(trial: Trial) -> None:
        trial.on(mark("The example: logits [2, 1, 0], temperature 0.5"))
        got = trial.steady(answer, torch.tensor([2.0, 1.0, 0.0]), 0.5)
        expect_scores(trial, got, torch.tensor([4.0, 2.0, 0.0]), [], causes)

    def larger(trial: Trial) -> None:
        for t in (0.75, 1.75):
            right: Right = lambda x: x.double() / t  # noqa: B023, E731
            likely: Likely = lambda x: likely_tempered(x, t)  # noqa: B023, E731
            check_filter(trial, lambda x: answer(x, t), right, likely, causes)  # noqa: B023
        trial.on(mark("ValueError for a temperature of 0 or less"))
        check_errors(trial, answer, (0.0, -1.0), causes)
        trial.on(mark("A high temperature"), causes["allowed_refused"])
        expect_scores(trial, trial.call(answer, BATCH, 3.0), BATCH / 3, [], causes)

    example_first(trial, example, larger)


def check_top_k(trial: Trial, answer: Any) -> None:
    """Exercise 8.2."""
    causes = CAUSES["top_k_filter"]

    def example(trial: Trial) -> None:
        trial.on(mark("The example: logits [2, -1, 0.5, 1], k = 2"))
        got = trial.steady(answer, torch.tensor([2.0, -1.0, 0.5, 1.0]), 2)
        expect_scores(trial, got, torch.tensor([2.0, -math.inf, -math.inf, 1.0]), [], causes)

    def larger(trial: Trial) -> None:
        check_filter(trial, lambda x: answer(x, 3), lambda x: top_k(x, 3), lambda x: likely_top_k(x, 3), causes)
        trial.on(mark("k = 1"), causes["one_kept"])
        expect_scores(trial, trial.call(answer, BATCH, 1), top_k(BATCH, 1).float(), [], causes)
        for k in (7, 20):
            trial.on(mark("k of 7 or more, of seven tokens"), causes["all_kept"])
            expect_scores(trial, trial.call(answer, BATCH, k), BATCH, [], causes)
        trial.on(mark("ValueError for k below 1"))
        check_errors(trial, answer, (0, -1), causes)

    example_first(trial, example, larger)


def check_top_p(trial: Trial, answer: Any) -> None:
    """Exercise 8.3."""
    causes = CAUSES["top_p_filter"]

    def example(trial: Trial) -> None:
        trial.on(mark("The example: probabilities [0.15, 0.5, 0.1, 0.25], p = 0.7"))
        logits = torch.tensor([0.15, 0.5, 0.1, 0.25]).log()
        want = logits.masked_fill(torch.tensor([True, False, True, False]), -math.inf)
        expect_scores(trial, trial.steady(answer, logits, 0.7), want, [], causes)

    def larger(trial: Trial) -> None:
        check_filter(trial, lambda x: answer(x, 0.7), lambda x: top_p(x, 0.7), lambda x: likely_top_p(x, 0.7), causes)
        trial.on(mark("One token alone is likelier than p"), causes["one_kept"])
        sure = BATCH.index_fill(1, torch.tensor([2]), 8.0)
        nothing = [("nothing_kept", torch.full_like(sure, -math.inf))]
        expect_scores(trial, trial.call(answer, sure, 0.3), top_p(sure, 0.3).float(), nothing, causes)
        trial.on(mark("p = 1"), causes["all_kept"])
        expect_scores(trial, trial.call(answer, BATCH, 1.0), BATCH, [], causes)
        trial.on(mark("ValueError unless 0 < p ≤ 1"))
        check_errors(trial, answer, (0.0, -0.2, 1.2), causes)

    example_first(trial, example, larger)


def expect_tokens(trial: Trial, got: Any, logits: Tensor, u: Tensor, wrongs: Wrongs) -> None:
    """``got`` are the ids that u draws. Else Wrong."""
    causes, want = CAUSES["sample"], drawn(logits, u)
    plain(got, "token")
    if got.is_floating_point() or got.dtype == torch.bool or got.is_complex():
        raise Wrong(causes["dtype"], f"token.dtype = {got.dtype}", "torch.int64")
    trial.close(got, want, "token", [Mistake(causes[key], value) for key, value in wrongs], dtype=got.dtype)


def check_sample(trial: Trial, answer: Any) -> None:
    """Exercise 8.4."""

    def example(trial: Trial) -> None:
        trial.on(mark("The example: probabilities [0.2, 0.5, 0.3], u = 0.6"))
        logits, u = torch.tensor([0.2, 0.5, 0.3]).log(), torch.tensor(0.6)
        expect_tokens(trial, trial.steady(answer, logits, u), logits, u, [])

    example_first(trial, example, lambda trial: check_draws(trial, answer))


def check_draws(trial: Trial, answer: Any) -> None:
    """Every other case of `sample`."""
    causes = CAUSES["sample"]
    trial.on(mark("Six texts over five tokens, a u for each"))
    expect_tokens(trial, trial.steady(answer, DRAWS, NUMBERS), DRAWS, NUMBERS, likely_drawn(DRAWS, NUMBERS))
    for logits, u in ((DRAWS[0], NUMBERS[0]), (DRAWS.view(2, 3, 5), NUMBERS.view(2, 3))):
        trial.on(mark("One text, and two leading dimensions"), causes["leading_dimensions"])
        expect_tokens(trial, trial.call(answer, logits, u), logits, u, [])
    gone = DRAWS.masked_fill(torch.arange(5) < torch.arange(6)[:, None] % 4, -math.inf)
    gone[0, 3:] = -math.inf
    trial.on(mark("Some scores are −∞"), causes["impossible"])
    expect_tokens(trial, trial.call(answer, gone, NUMBERS), gone, NUMBERS, [])
    trial.on(mark("u = 0, and the first scores are −∞"), causes["drawn_impossible"])
    expect_tokens(trial, trial.call(answer, gone, torch.zeros(6)), gone, torch.zeros(6), [])
    trial.on(mark("u a hair below 1"), causes["last"])
    many = torch.linspace(-1, 1, 64 * 9).view(9, 64).T.sin().masked_fill(torch.arange(9) > 6, -math.inf)
    expect_tokens(trial, trial.call(answer, many, torch.full((64,), 1 - 2.0**-24)), many, torch.full((64,), 1.0), [])
    trial.on(mark("Scores of ±10 000"), causes["overflow"])
    huge = torch.tensor([[1e4, -1e4, 1e4 + 1], [-1e4, 1e4, 1e4 + 1]])
    expect_tokens(trial, trial.call(answer, huge, torch.tensor([0.6, 0.6])), huge, torch.tensor([0.6, 0.6]), [])
    trial.on(mark("The same in float64; token ids are int64"), causes["dtype_raised"])
    got = trial.call(answer, DRAWS.double(), NUMBERS.double())
    if isinstance(got, Tensor) and got.dtype != torch.int64:
        raise Wrong(causes["dtype"], f"token.dtype = {got.dtype}", "torch.int64")
    expect_tokens(trial, got, DRAWS, NUMBERS, [])
    trial.on(mark("Arguments stay as they were"))
    arguments = DRAWS.clone(), NUMBERS.clone()
    trial.call_on(answer, *arguments)
    for name, before, after in (("logits", DRAWS, arguments[0]), ("u", NUMBERS, arguments[1])):
        if not torch.equal(before, after):
            raise Wrong(COMMON["mutated"], name)


EXERCISES = {
    "apply_temperature": Exercise("8.1", 6, check_temperature),
    "top_k_filter": Exercise("8.2", 8, check_top_k),
    "top_p_filter": Exercise("8.3", 8, check_top_p),
    "sample": Exercise("8.4", 7, check_sample),
}
