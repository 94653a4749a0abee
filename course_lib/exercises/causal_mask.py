"""``causal_mask``: which tokens a token may attend to when it must not see the future."""

import torch
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.failed import Failed
from course_lib.asking.results import Flags
from course_lib.asking.visible import Trial


def right(n: int) -> Tensor:
    """(n, n), True = may attend: row i is True up to column i. n = 2 gives [[True, False], [True, True]]."""
    return torch.ones(n, n, dtype=torch.bool).tril()


def mistakes(n: int) -> Mistakes:
    """What comes out after each likely mistake."""
    want = right(n)
    return [
        ("inverted", ~want),
        ("future", want.mT),
        ("no_diagonal", want.tril(-1)),
        ("one_too_many", torch.ones_like(want).tril(1)),
        ("all_true", torch.ones_like(want)),
        ("only_itself", torch.eye(n, dtype=torch.bool)),
        ("all_but_itself", ~torch.eye(n, dtype=torch.bool)),
        ("flipped", want.flip(0)),
        ("flipped", want.flip(1)),
        *(("additive", torch.zeros(n, n).masked_fill(~want, low)) for low in (-torch.inf, -1e9, -1e4)),
        ("averages", want / want.sum(dim=-1, keepdim=True)),
        ("extra_axis", want[None]),
        ("extra_axis", want[None, None]),
        ("another_size", right(n + 1)),
        ("another_size", right(n - 1)),
    ]


def symptom(found: Outputs, given: Given) -> str | None:
    """Numbers that are neither 0 nor 1: a mask that is added, or one that shares attention out."""
    (mask,) = found
    if mask.shape != right(*given).shape or mask.is_complex():
        return None
    if bool((mask < 0).any()):
        return "additive"
    return "averages" if bool(((mask > 0) & (mask < 1)).any()) else None


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_small(ask: Ask) -> None:
    """One token and two. A mask of more than four tokens is one that an earlier call asked for."""
    for n in (1, 2):
        got = ask.got(n)
        if isinstance(got, Tensor) and got.dim() == 2 and len(got) > 4:
            ask_again(ask, n)
        with ask.blaming("one_token"):
            if isinstance(got, Tensor) and got.numel() == 1 and got.dim() < 2:
                raise Failed("squeezed", what="mask.shape", got=str(tuple(got.shape)), expected=str((n, n)))
            ask.expect(got, (n,))


def ask_again(ask: Ask, *sizes: int) -> None:
    """Each of these n in turn; a wrong answer comes from an earlier call."""
    for n in sizes:
        with ask.blaming("cached"):
            ask(n)


def ask_long(ask: Ask, n: int) -> None:
    """Hundreds of tokens, one more than a table or a small integer type may hold."""
    with ask.blaming("long"):
        ask(n)


# ---------------------------------------------------------------- the check


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("example"):
        trial(3)
    with trial.case("larger"):
        trial.values((7,), (5,))
    with trial.case("not_boolean"):
        trial.expect(trial.got(4), (4,), strict=torch.bool)
    with trial.case("long"):
        ask_long(trial, 300)
    with trial.case("cached"):
        ask_again(trial, 4)
    with trial.case("one_token"):
        ask_small(trial)


EXERCISE = Exercise(
    "causal_mask",
    number="4.2",
    hidden=5,
    arguments=("n",),
    results=(Flags("mask"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    symptom=symptom,
    learned=(),
    hollow=("all_true", "only_itself"),
)
