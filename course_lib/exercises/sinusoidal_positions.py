"""``sinusoidal_positions``: a table of waves that tells positions apart (Vaswani et al. 2017, section 3.5). float64."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.results import Reals, close
from course_lib.asking.visible import Trial

Change = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Table(Reals):
    """A float32 table. An angle inherits its position times the rounding of its frequency: a few eps for a power, up to
    d_model / 2 of them where frequencies are multiplied up one by one."""

    def alike(self, found: Tensor, want: Tensor, dtype: torch.dtype, depth: float) -> bool:
        n, d_model = want.shape[-2:] if want.dim() > 1 else (1, len(want))
        return found.dtype != torch.bool and close(found, want, torch.float32, depth + n * (16 + d_model / 2) / 64)


def right(
    n: int,
    d_model: int,
    *,
    base: float = 1e4,
    exponent: Change = lambda column: column - column % 2,
    change: Change = lambda angle: angle,
    even: Change = torch.sin,
    odd: Change = torch.cos,
    first: int = 0,
) -> Tensor:
    """(n, d_model): PE(p, 2i) = sin(p / 10000^(2i/d_model)), PE(p, 2i+1) its cosine; the keywords make mistakes of it.

    n = 2, d_model = 4 gives [[0, 1, 0, 1], [0.8415, 0.5403, 0.0100, 1.0000]].
    """
    column = torch.arange(d_model, dtype=torch.float64)
    position = torch.arange(first, first + n, dtype=torch.float64)[:, None]
    angle = change(position / base ** (exponent(column) / d_model))
    return torch.where(column % 2 == 0, even(angle), odd(angle))


def mistakes(n: int, d_model: int) -> Mistakes:
    """What comes out after each likely mistake."""
    want, d = right(n, d_model), d_model
    steep = right(n, d, exponent=lambda column: (column - column % 2) * d / max(d - 2, 1))
    squeezed = want.squeeze()
    return [
        *(("halves", torch.cat([table[:, 0::2], table[:, 1::2]], dim=1)) for table in (want, steep)),
        ("cosine_first", right(n, d, even=torch.cos, odd=torch.sin)),
        ("only_sine", right(n, d, odd=torch.sin)),
        ("own_frequency", right(n, d, exponent=lambda column: column)),
        ("not_doubled", right(n, d, exponent=lambda column: column // 2)),
        ("doubled_twice", right(n, d, exponent=lambda column: 2 * (column - column % 2))),
        ("column_doubled", right(n, d, exponent=lambda column: 2 * column)),
        ("one_frequency", right(n, d, exponent=torch.zeros_like)),
        ("one_pair_late", right(n, d, exponent=lambda column: column - column % 2 + 2)),
        ("last_frequency", steep),
        ("divided_by_n", right(n, d, exponent=lambda column: (column - column % 2) * d / n)),
        *(("base", right(n, d, base=base)) for base in (1000.0, 1e5, 1e6, math.e, 2.0)),
        ("starts_at_one", right(n, d, first=1)),
        ("position_normalised", right(n, d, change=lambda angle: angle / n)),
        ("two_pi", right(n, d, change=lambda angle: 2 * math.pi * angle)),
        ("degrees", right(n, d, change=torch.deg2rad)),
        ("whole_numbers", right(n, d, change=torch.floor)),
        ("times_root_d", want * d**0.5),
        ("transposed", want.mT),
        ("arguments_swapped", right(d, n)),
        ("extra_axis", want[None]),
        ("squeezed", None if squeezed.shape == want.shape else squeezed),
    ]


def symptom(found: Outputs, given: Given) -> str | None:
    """Angles that are multiplied up, told by the first four columns, for the others are all rounding; or rough ones."""
    table, want = found[0], right(*given)
    if table.shape != want.shape or table.is_complex() or len(table) < 3:
        return None
    multiplied = right(*given, exponent=lambda column: column % 2 - column)
    if close(table[:, :4], multiplied[:, :4], torch.float32, 500.0):
        return "multiplied"
    return "imprecise" if float((table.double() - want).abs().max()) < 0.1 else None


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_sizes(ask: Ask, key: str, *sizes: tuple[int, int]) -> None:
    """The table for each (n, d_model); one that is wrong without a better name is named ``key``."""
    for n, d_model in sizes:
        with ask.blaming(key):
            ask(n, d_model, named=1 in (n, d_model))


def ask_float32(ask: Ask, n: int, d_model: int) -> None:
    ask.expect(ask.got(n, d_model), (n, d_model), strict=torch.float32)


# ---------------------------------------------------------------- the check


def visible(trial: Trial) -> None:
    """The cases of the check. No n comes twice, and no d_model, before the case that asks for what is remembered."""
    with trial.case("example"):
        trial(2, 4)
    with trial.case("larger"):
        trial.values((5, 6), (7, 8))
    with trial.case("float32"):
        ask_float32(trial, 5, 6)
    with trial.case("narrow"):
        ask_sizes(trial, "narrow", (1, 12), (3, 2))
    with trial.case("long"):
        ask_sizes(trial, "long", (700, 10))
    with trial.case("wide"):
        ask_sizes(trial, "wide", (4, 256))
    with trial.case("remembers_calls"):
        ask_sizes(trial, "remembers_calls", (5, 8), (7, 6), (5, 6))


EXERCISE = Exercise(
    "sinusoidal_positions",
    number="4.4",
    hidden=6,
    arguments=("n", "d_model"),
    results=(Table("table"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    symptom=symptom,
    learned=(),
)
