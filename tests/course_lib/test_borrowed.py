"""Does the check say that the course's library is not there when an answer is examined?"""

import functools
from collections.abc import Callable

import pytest
import torch

import course_lib.attention
from course_lib.asking.borrowed import borrowed
from course_lib.attention import causal_mask as given
from course_lib.checks import CheckFailed, check


def plain(n: int) -> torch.Tensor:
    return torch.ones(n, n, dtype=torch.bool).tril()


def calls(n: int) -> torch.Tensor:
    return given(n)


def by_module(n: int) -> torch.Tensor:
    return course_lib.attention.causal_mask(n)


def through_another(n: int) -> torch.Tensor:
    return calls(n)


def inside(n: int) -> torch.Tensor:
    return (lambda: given(n))()


class Inherits(course_lib.attention.MultiHeadAttention):
    pass


class Uses:
    def forward(self, n: int) -> torch.Tensor:
        return given(n)


class Own:
    def forward(self, n: int) -> torch.Tensor:
        return plain(n)


@pytest.mark.parametrize("answer", [given, calls, by_module, through_another, inside, Inherits, Uses])
def test_what_comes_from_the_course_is_found(answer: Callable) -> None:
    assert str(borrowed(answer)).startswith("course_lib.attention")


@pytest.mark.parametrize("answer", [plain, Own, torch.tril, functools.partial(plain, 3), print])
def test_what_is_ones_own_is_left_alone(answer: Callable) -> None:
    assert borrowed(answer) is None


def test_the_check_says_so() -> None:
    with pytest.raises(CheckFailed, match="not there when it is examined") as failed:
        check("causal_mask", calls)
    assert "course_lib.attention.causal_mask" in str(failed.value)
