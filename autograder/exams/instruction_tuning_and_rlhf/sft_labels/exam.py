"""The exam of ``sft_labels``."""

import torch

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given
from course_lib.exercises.sft_labels import EXERCISE, right


def rows(batch: int, n: int) -> Draw:
    """Prompts, responses and padding at the end, each of another length."""

    def draw(rng: Rng) -> Given:
        prompt = 1 + rng.integers(0, max(1, n // 2), batch)
        length = (prompt + 1 + rng.integers(0, n, batch)).clamp(max=n)
        length[0] = length[0].clamp(max=max(2, n - 1))  # some padding in every draw
        return rng.integers(5, 90, batch, n), prompt, torch.arange(n) < length[:, None]

    return draw


def changed(batch: int, n: int, *, prompt: str = "", padding: str = "", ids: tuple[int, int] | None = None) -> Draw:
    """Rows without a prompt, with nothing but a prompt, with padding in other places, with other ids."""

    def draw(rng: Rng) -> Given:
        tokens, lengths, real = drawn(rows(batch, n), rng)
        tokens = tokens if ids is None else rng.integers(*ids, batch, n)
        masks = {
            "": lambda: real,
            "none": lambda: torch.ones_like(real),
            "left": lambda: torch.arange(n) >= 1 + rng.integers(0, n - 2, batch, 1),
            "gaps": lambda: rng.mask(batch, n, keep=0.6),
            "all": lambda: real & (torch.arange(batch) > 0)[:, None],
        }
        real = masks[padding]()
        prompts = {"": lengths, "none": 0 * lengths, "all": real.sum(1), "padding": torch.full_like(lengths, n)}
        return tokens, prompts[prompt], real

    return draw


def _learned(tokens: torch.Tensor, prompt_length: torch.Tensor, padding_mask: torch.Tensor) -> torch.Tensor:
    return right(tokens, prompt_length, padding_mask) != -100


def tells(tokens: torch.Tensor, prompt_length: torch.Tensor, padding_mask: torch.Tensor) -> bool:
    """Padding where other readings of it show: before, in and right beside a response."""
    given = (tokens, prompt_length, padding_mask)
    odd = ("counted_from_the_first_real", "taken_for_the_end")
    wrong = all(value is not None for key, value in EXERCISE.mistakes(*given) if key in odd)
    learned, padding = _learned(*given), ~padding_mask
    beside = (learned[:, 1:] & padding[:, :-1]).any() and (learned[:, :-1] & padding[:, 1:]).any()
    both = _gap(padding_mask[padding[:, 0]])  # one row that begins with padding and has more of it inside
    return bool(wrong and beside and both and _room(*given) and EXERCISE.told_apart(given))


def _room(_: torch.Tensor, prompt_length: torch.Tensor, padding_mask: torch.Tensor) -> bool:
    """Prompts shorter than the rows' real tokens."""
    return bool((prompt_length < padding_mask.sum(1)).all())


def _gap(real: torch.Tensor) -> bool:
    """Padding between real tokens of one row."""
    before, after = real.cumsum(dim=1) > 0, real.flip(1).cumsum(dim=1).flip(1) > 0
    return bool((before & ~real & after).any())


def zero_learned(*given: torch.Tensor) -> bool:
    """Of 0 as well as of other ids, some are learned."""
    learned = given[0][_learned(*given)]
    return bool((learned == 0).any() and (learned != 0).any())


def _differ(_: torch.Tensor, prompt: torch.Tensor, real: torch.Tensor) -> bool:
    """Two rows of different lengths, each with a response of more than one token to whatever prompt."""
    lengths = real.sum(1)
    return bool(lengths[0] != lengths[1] and lengths.amin() > prompt.amax() + 1)


exam = Exam(
    EXERCISE,
    kinds={
        "padding at the end": some(lambda _, __, real: (real[:, :-1] & ~real[:, 1:]).any() and real[:, 0].all()),
        "padding at the beginning": some(lambda _, __, real: not real[:, 0].any() and real[:, -1].all()),
        "padding in the middle": some(lambda _, __, real: _gap(real)),
        "no padding": some(lambda _, __, real: real.all()),
        "a row of padding": some(lambda _, __, real: not real.any(dim=1).all()),
        "no prompt": some(lambda _, prompt, __: not prompt.any()),
        "a prompt of one token": some(lambda _, prompt, __: (prompt == 1).any()),
        "no response": some(lambda *given: not _learned(*given).any()),
        "a prompt as long as the row": some(lambda tokens, prompt, _: (prompt == tokens.shape[1]).all()),
        "a prompt that reaches into padding": some(lambda _, prompt, real: (prompt > real.sum(1)).any()),
        "0 among the learned tokens": some(lambda *given: zero_learned(*given)),
        "an id above 65,535": some(lambda tokens, *_: (tokens > 65_535).any()),
        "a batch of one": some(lambda tokens, *_: len(tokens) == 1 and tokens.shape[1] > 1),
        "one token": some(lambda tokens, *_: tokens.shape == (1, 1)),
        "as many rows as tokens": some(lambda tokens, *_: len(tokens) == tokens.shape[1] > 1),
        "more rows than tokens": some(lambda tokens, *_: len(tokens) > tokens.shape[1]),
    },
)
exam.values(rows(4, 9), rows(3, 12))
exam.asks(
    "left_padding",
    suiting(changed(4, 9, padding="gaps"), tells),
    suiting(changed(3, 8, padding="left"), _room),
    changed(3, 8, padding="all"),
    says=lambda given, out: bool((out[0][~given[2]] == -100).all()),
    named=True,
)
exam.asks("no_padding", changed(3, 8, padding="none"))
exam.asks(
    "no_response",
    changed(3, 8, prompt="all"),
    suiting(changed(3, 8, prompt="padding"), lambda *given: not given[2].all()),
)
exam.asks("no_prompt", changed(3, 8, prompt="none"), changed(1, 1, prompt="none"))
exam.asks("any_ids", suiting(changed(3, 8, ids=(0, 2)), zero_learned), changed(3, 8, ids=(70_000, 128_000)))
exam.unmodified(rows(3, 8))


@exam.property("sizes")
def sizes(ask: Ask, rng: Rng) -> None:
    with ask.blaming("sizes"):
        for batch, n in ((1, 6), (6, 4), (2, 40)):
            ask(*drawn(suiting(rows(batch, n), lambda _, __, real: not real.all()), rng))
        ask(*exam.telling(rng, rows(8, 8))[0], named=True)


@exam.property("int64")
def int64(ask: Ask, rng: Rng) -> None:
    given = drawn(rows(3, 8), rng)
    ask.expect(ask.got(*given), given, strict=torch.int64)


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    """The same tokens with other prompts and padding, other tokens with the same."""
    tokens, prompt, real = drawn(suiting(rows(3, 8), _differ), rng)
    calls = ((tokens, prompt, real), (tokens, prompt + 1, real), (tokens, prompt, real.roll(1, 0)))
    with ask.blaming("remembers_calls"):
        for given in (*calls, (tokens + 1, prompt, real)):
            ask(*given)
