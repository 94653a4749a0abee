"""What counts as equal, and which hint is given when it is not?"""

import math

import pytest
import torch

from autograder.properties import (
    Failed,
    Foreign,
    Mistake,
    Raised,
    expect_close,
    expect_equal,
    expect_raises,
    expect_tuple,
    tolerance,
)

WANT = torch.tensor([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]])


def hint_of(got: object, want: torch.Tensor = WANT, **options: object) -> str | None:
    try:
        expect_close(got, want, **options)  # type: ignore[arg-type]
    except Failed as failed:
        return failed.hint
    return None


@pytest.mark.parametrize(
    ("got", "hint"),
    [
        (WANT, None),
        (WANT.clone().requires_grad_(), None),
        (WANT * (1 + 1e-7), None),
        (None, "none"),
        (3.0, "type"),
        ([WANT], "type"),
        (Foreign("numpy.ndarray", "array(...)"), "type"),
        (WANT.double(), "dtype"),
        (WANT.half(), "dtype"),
        (WANT.long(), "dtype"),
        (WANT > 0, "dtype"),
        (WANT.to(torch.complex64), "dtype"),
        (WANT[0], "shape"),
        (WANT.T, "shape"),
        (WANT[None], "shape"),
        (WANT * 1.001, "value"),
        (torch.zeros_like(WANT), "value"),
        (WANT * math.nan, "not_finite"),
        (torch.full_like(WANT, math.inf), "value"),
    ],
    ids=str,
)
def test_is_each_difference_named(got: object, hint: str | None) -> None:
    assert hint_of(got) == hint


def test_does_infinity_equal_only_itself() -> None:
    want = torch.tensor([1.0, -math.inf])
    assert hint_of(want.clone(), want) is None
    assert hint_of(torch.tensor([1.0, -1e38]), want) == "value"
    assert hint_of(torch.tensor([1.0, math.inf]), want) == "value"


def test_is_nan_never_a_wildcard() -> None:
    assert hint_of(torch.tensor([math.nan, 1.0]), torch.tensor([0.0, 1.0])) == "not_finite"


@pytest.mark.parametrize(("shape", "dtype"), [((0,), torch.float32), ((0, 3), torch.float64), ((2, 0), torch.int64)])
def test_are_empty_tensors_compared_by_shape_and_dtype(shape: tuple[int, ...], dtype: torch.dtype) -> None:
    want = torch.zeros(shape, dtype=dtype)
    assert hint_of(want.clone(), want) is None
    assert hint_of(torch.zeros((1, *shape), dtype=dtype), want) == "shape"


def test_does_a_known_mistake_win_over_the_general_hint() -> None:
    doubled = Mistake("doubled", 2 * WANT)
    transposed = Mistake("transposed", WANT.T)
    assert hint_of(2 * WANT, mistakes=[transposed, doubled]) == "doubled"
    assert hint_of(WANT.T.contiguous(), mistakes=[transposed, doubled]) == "transposed"
    assert hint_of(3 * WANT, mistakes=[transposed, doubled]) == "value"


def test_is_a_mistake_that_equals_the_right_answer_never_blamed() -> None:
    # Between the tolerance and four times it, a "mistake" as good as the right answer must not be named.
    almost = WANT * (1 + 2 * tolerance(WANT, torch.float32, 1.0))
    assert hint_of(almost, mistakes=[Mistake("same", WANT.clone())]) == "value"


def test_are_the_numbers_kept_with_the_place_of_the_largest_difference() -> None:
    got = WANT.clone()
    got[1, 2] = 7.5
    with pytest.raises(Failed) as failed:
        expect_close(got, WANT, what="output")
    assert failed.value.numbers == {
        "what": "output",
        "got": "7.5",
        "expected": "-6",
        "where": "[1, 2]",
        "difference": "13.5",
    }


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_is_the_tolerance_far_above_rounding_and_far_below_a_mistake(dtype: torch.dtype) -> None:
    torch.manual_seed(0)
    q, k, v = torch.randn(3, 64, 256, dtype=torch.float64)
    exact = torch.softmax(q @ k.T / 16, -1) @ v
    rounded = (torch.softmax((q.to(dtype) @ k.to(dtype).T) / 16, -1) @ v.to(dtype)).double()
    worst = float((rounded - exact).abs().max())
    bound = tolerance(exact, dtype, depth=4)
    assert worst < bound / 4, "a right answer in another order of operations must pass"
    off_by_one = torch.softmax(q @ k.T / 255**0.5, -1) @ v  # √255 for √256: the subtlest mistake imaginable
    assert float((off_by_one - exact).abs().max()) > 10 * bound


@pytest.mark.parametrize(
    ("got", "want", "hint"),
    [
        ([1, 2], [1, 2], None),
        ([1, 2], (1, 2), "type"),
        (True, 1, "type"),
        (1.0, 1, "type"),
        ([1, 3], [1, 2], "value"),
        (None, 3, "none"),
        (torch.tensor([True]), torch.tensor([True]), None),
        (torch.tensor([1]), torch.tensor([True]), "dtype"),
        (torch.tensor([False]), torch.tensor([True]), "value"),
        (torch.tensor([[True]]), torch.tensor([True]), "shape"),
        (True, torch.tensor(True), "type"),
    ],
)
def test_is_exact_equality_exact(got: object, want: object, hint: str | None) -> None:
    if hint is None:
        expect_equal(got, want)
        return
    with pytest.raises(Failed) as failed:
        expect_equal(got, want)
    assert failed.value.hint == hint


def raising(error: Raised) -> object:
    raise error


def test_does_a_subclass_of_the_expected_exception_do() -> None:
    names = ["MyError", "ValueError", "Exception", "BaseException"]
    assert expect_raises(ValueError, lambda: raising(Raised(names, "no"))).message == "no"


@pytest.mark.parametrize(
    "question", [lambda: 3, lambda: raising(Raised(["AssertionError", "Exception"], "m"))], ids=["returns", "asserts"]
)
def test_does_anything_else_fail(question: object) -> None:
    with pytest.raises(Failed) as failed:
        expect_raises(ValueError, question)  # type: ignore[arg-type]
    assert failed.value.hint == "not_raised" and failed.value.numbers["expected"] == "ValueError"


@pytest.mark.parametrize("got", [None, 3, WANT, (1,), (1, 2, 3), Foreign("X", "")], ids=str)
def test_is_anything_but_a_pair_refused_as_a_pair(got: object) -> None:
    with pytest.raises(Failed):
        expect_tuple(got, 2)


def test_is_a_list_of_two_a_pair() -> None:
    assert expect_tuple([1, 2], 2) == (1, 2)
