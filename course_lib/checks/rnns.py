"""The visible checks of notebook 03: the cases of its four exercises, in the order a learner meets their mistakes."""

from typing import Any

import torch

from course_lib.checks.checker import Exercise, Trial, Wrong, example_first, plain
from course_lib.checks.rnns_causes import ATTENTION, ELMAN, LSTM, POOL
from course_lib.checks.rnns_wrong import (
    attend,
    elman,
    likely_attend,
    likely_elman,
    likely_lstm,
    likely_pool,
    lstm,
    pool,
)
from course_lib.checks.subject import Given, Subject
from course_lib.language import mark


def drawn(seed: int, *shapes: tuple[int, ...]) -> Given:
    generator = torch.Generator().manual_seed(seed)
    return tuple(0.8 * torch.randn(*shape, generator=generator) for shape in shapes)


RECURRENT = ("x", "h", "w_xh", "w_hh", "b")
IN_ELMAN = Subject(RECURRENT, ("h_new",), elman, likely_elman, ELMAN)
IN_LSTM = Subject(("x", "h", "c", "w_ih", "w_hh", "b_ih", "b_hh"), ("h_new", "c_new"), lstm, likely_lstm, LSTM)
IN_POOL = Subject(("states", "mask"), ("pooled",), pool, likely_pool, POOL)
IN_ATTENTION = Subject(
    ("query", "keys", "mask", "w_q", "w_k", "v"), ("context", "weights"), attend, likely_attend, ATTENTION
)


def check_elman(trial: Trial, answer: Any) -> None:
    """Exercise 3.1."""

    def example(trial: Trial) -> None:
        trial.on(mark("The example: one text, one number in, two of state"))
        given = [[[1.0]], [[0.5, -0.5]], [[1.0], [2.0]], [[1.0, 0.0], [0.0, 1.0]], [0.0, 0.5]]
        IN_ELMAN.expect(trial, trial.steady(answer, *map(torch.tensor, given)), tuple(map(torch.tensor, given)))

    def larger(trial: Trial) -> None:
        trial.on(mark("Three texts: x (3, 4), h (3, 5)"))
        batch = drawn(1, (3, 4), (3, 5), (5, 4), (5, 5), (5,))
        IN_ELMAN.ask(trial, answer, batch, named=True)
        trial.on(mark("One text, other sizes"), ELMAN["sizes"])
        IN_ELMAN.ask(trial, answer, drawn(2, (1, 3), (1, 2), (2, 3), (2, 2), (2,)))
        trial.on(mark("Input and state of the same size"), ELMAN["square"])
        IN_ELMAN.ask(trial, answer, drawn(3, (4, 4), (4, 4), (4, 4), (4, 4), (4,)), named=True)
        IN_ELMAN.last(trial, answer, batch)

    example_first(trial, example, larger)


def check_lstm(trial: Trial, answer: Any) -> None:
    """Exercise 3.2."""

    def shapes(batch: int, d_in: int, d_h: int) -> list[tuple[int, ...]]:
        return [(batch, d_in), (batch, d_h), (batch, d_h), (4 * d_h, d_in), (4 * d_h, d_h), (4 * d_h,), (4 * d_h,)]

    def gates(*values: float) -> Given:
        x, h, c, w_ih, w_hh, _, b_hh = drawn(3, *shapes(2, 3, 4))
        return x, h, c, 0 * w_ih, 0 * w_hh, torch.tensor(values).repeat_interleave(4), 0 * b_hh

    def example(trial: Trial) -> None:
        trial.on(mark("The example: gates half open"))
        given = (torch.ones(1, 1), torch.zeros(1, 1), torch.ones(1, 1), torch.tensor([[0.0], [0], [1], [0]]),
                 torch.zeros(4, 1), torch.zeros(4), torch.zeros(4))  # fmt: skip
        IN_LSTM.expect(trial, trial.steady(answer, *given), given)

    def larger(trial: Trial) -> None:
        trial.on(mark("Three texts: x (3, 4), h and c (3, 5)"))
        batch = drawn(1, *shapes(3, 4, 5))
        IN_LSTM.ask(trial, answer, batch, named=True)
        trial.on(mark("One text, other sizes"), LSTM["sizes"])
        IN_LSTM.ask(trial, answer, drawn(2, *shapes(1, 3, 2)))
        trial.on(mark("A hundred steps with open gates"), LSTM["remembers"])
        x, h, cell, *weights = opened = gates(-40.0, 40.0, 0.3, 0.5)
        for _ in range(100):
            got = trial.call(answer, x, h, cell, *weights)
            IN_LSTM.expect(trial, got, (x, h, opened[2], *weights))
            h, cell = got
        for ends in ((200.0, -200.0, 200.0, 200.0), (-200.0, 200.0, -200.0, -200.0)):
            trial.on(mark("Gates at their ends"), LSTM["saturated"])
            IN_LSTM.ask(trial, answer, gates(*ends))
        IN_LSTM.last(trial, answer, batch)

    example_first(trial, example, larger)


def check_pool(trial: Trial, answer: Any) -> None:
    """Exercise 3.3."""
    real = torch.arange(5) < torch.tensor([[4], [2], [3]])
    (states,) = drawn(1, (3, 5, 4))

    def example(trial: Trial) -> None:
        trial.on(mark("The example: three states, two of which count"))
        given = torch.tensor([[[1.0, 2.0], [3.0, 6.0], [9.0, 9.0]]]), torch.tensor([[True, True, False]])
        IN_POOL.expect(trial, trial.steady(answer, *given), given)

    def larger(trial: Trial) -> None:
        trial.on(mark("Three texts of five positions"))
        IN_POOL.ask(trial, answer, (states, real), named=True)
        gaps = torch.tensor([[0, 1, 0, 1, 1], [1, 0, 0, 0, 1], [0, 0, 0, 0, 1]]).bool()
        for some in (gaps, torch.ones(3, 5, dtype=torch.bool)):
            trial.on(mark("Gaps, and all True"), POOL["any_mask"])
            IN_POOL.ask(trial, answer, (states, some))
        trial.on(mark("A row without True"), POOL["empty_row"])
        empty = real & torch.tensor([[True], [False], [True]])
        IN_POOL.ask(trial, answer, (states, empty))
        leaf = states.clone().requires_grad_()
        pooled = trial.call_on(answer, leaf, empty)
        plain(pooled, "pooled")
        if pooled.requires_grad and not bool(torch.autograd.grad(pooled.sum(), leaf)[0].isfinite().all()):
            raise Wrong(POOL["empty_row"], "states.grad = NaN", "0")
        trial.on(mark("One text, other sizes"), POOL["sizes"])
        IN_POOL.ask(trial, answer, (states[:1, :4, :3], real[:1, :4]))
        IN_POOL.last(trial, answer, (states, real))

    example_first(trial, example, larger)


def check_attention(trial: Trial, answer: Any) -> None:
    """Exercise 3.4."""
    query, keys, w_q, w_k, v = drawn(4, (3, 4), (3, 5, 6), (2, 4), (2, 6), (2,))
    real = torch.arange(5) < torch.tensor([[4], [2], [3]])
    batch = query, keys, real, 2 * w_q, 2 * w_k, 3 * v

    def example(trial: Trial) -> None:
        trial.on(mark("The example: two keys"))
        numbers = torch.tensor([[1.0]]), torch.tensor([[[0.0], [1.0]]]), torch.tensor([[True, True]])
        given = (*numbers, torch.tensor([[1.0]]), torch.tensor([[-1.0]]), torch.tensor([2.0]))
        IN_ATTENTION.expect(trial, trial.steady(answer, *given), given)

    def larger(trial: Trial) -> None:
        trial.on(mark("Three queries, five keys each"))
        IN_ATTENTION.ask(trial, answer, batch, named=True)
        for one in (
            drawn(5, (1, 3), (1, 2, 4), (3, 3), (3, 4), (3,)),
            drawn(6, (3, 3), (3, 3, 3), (3, 3), (3, 3), (3,)),
        ):
            trial.on(mark("One text, other sizes"), ATTENTION["sizes"])
            given = (*one[:2], torch.ones(one[1].shape[:2], dtype=torch.bool), *one[2:])
            IN_ATTENTION.ask(trial, answer, given)
        trial.on(mark("One key may be attended to"), ATTENTION["one_key"])
        IN_ATTENTION.ask(trial, answer, (query, keys, torch.eye(5, dtype=torch.bool)[[2, 0, 4]], *batch[3:]))
        trial.on(mark("Other numbers under False"), ATTENTION["padding"])
        IN_ATTENTION.ask(trial, answer, (query, torch.where(real[..., None], keys, 1e6), *batch[2:]))
        trial.on(mark("Large scores"), ATTENTION["large"])
        IN_ATTENTION.ask(trial, answer, (*batch[:5], 800 * v))
        IN_ATTENTION.last(trial, answer, batch)

    example_first(trial, example, larger)


EXERCISES = {
    "elman_step": Exercise("3.1", 6, check_elman),
    "lstm_step": Exercise("3.2", 7, check_lstm),
    "masked_mean_pool": Exercise("3.3", 7, check_pool),
    "additive_attention": Exercise("3.4", 8, check_attention),
}
