"""``elman_step``: h_new = tanh(x W_xhᵀ + h W_hhᵀ + b) (Elman 1990). Right results in float64."""

import torch
from torch import Tensor

from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial, drawn


def right(x: Tensor, h: Tensor, w_xh: Tensor, w_hh: Tensor, b: Tensor) -> Tensor:
    """x (batch, d_in), h (batch, d_h), w_xh (d_h, d_in), w_hh (d_h, d_h), b (d_h) to (batch, d_h)."""
    from_input, from_state, bias = _parts(x, h, w_xh, w_hh, b)
    return (from_input + from_state + bias).tanh()


def mistakes(x: Tensor, h: Tensor, w_xh: Tensor, w_hh: Tensor, b: Tensor) -> Mistakes:
    """What comes out after each likely mistake."""
    i, s, bias = _parts(x, h, w_xh, w_hh, b)
    square = i.shape == x.shape
    turned = h.double() @ w_hh.double()
    return [
        ("no_tanh", i + s + bias),
        ("sigmoid", (i + s + bias).sigmoid()),
        ("relu", (i + s + bias).relu()),
        ("no_bias", (i + s).tanh()),
        ("bias_twice", (i + s + 2 * bias).tanh()),
        ("bias_outside", (i + s).tanh() + bias),
        ("no_state", (i + bias).tanh()),
        ("no_input", (s + bias).tanh()),
        ("transposed", (i + turned + bias).tanh()),
        ("transposed", (x.double() @ w_xh.double() + turned + bias).tanh() if square else None),
        ("state_kept", h.double() + (i + s + bias).tanh()),
        ("tanh_apart", i.tanh() + s.tanh() + bias),
        ("tanh_apart", (i + bias).tanh() + s),
        ("averaged", (i + s + bias).tanh().mean(dim=0)),
        ("product", (i * s + bias).tanh()),
    ]


def _parts(x: Tensor, h: Tensor, w_xh: Tensor, w_hh: Tensor, b: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    x, h, w_xh, w_hh, b = (tensor.double() for tensor in (x, h, w_xh, w_hh, b))
    return x @ w_xh.T, h @ w_hh.T, b


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("the_example_one"):
        given = [[[1.0]], [[0.5, -0.5]], [[1.0], [2.0]], [[1.0, 0.0], [0.0, 1.0]], [0.0, 0.5]]
        trial(*map(torch.tensor, given))
    batch = drawn(1, (3, 4), (3, 5), (5, 4), (5, 5), (5,))
    with trial.case("three_texts_x"):
        trial.values(batch)
    with trial.case("sizes"):
        trial(*drawn(2, (1, 3), (1, 2), (2, 3), (2, 2), (2,)))
    with trial.case("square"):
        trial(*drawn(3, (4, 4), (4, 4), (4, 4), (4, 4), (4,)), named=True)
    trial.last(*batch)


EXERCISE = Exercise(
    "elman_step",
    number="3.1",
    hidden=6,
    arguments=("x", "h", "w_xh", "w_hh", "b"),
    results=(Reals("h_new"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
)
