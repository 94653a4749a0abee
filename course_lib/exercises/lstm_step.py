"""``lstm_step``: one step of an LSTM with torch's order of gates (Hochreiter and Schmidhuber 1997). float64."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_lib.asking.exercise import Exercise, Given, Mistakes
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial, drawn

Pair = tuple[Tensor, Tensor]  # h_new and c_new, each (batch, d_h)


def right(
    x: Tensor, h: Tensor, c: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor, b_hh: Tensor, order: str = "ifgo"
) -> Pair:
    """x (batch, d_in), h and c (batch, d_h), weights (4 · d_h, d) with the gates in this order."""
    return _updated(_gates(x, h, w_ih, w_hh, b_ih, b_hh, order), c)


def mistakes(x: Tensor, h: Tensor, c: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Mistakes:
    """What comes out after each likely mistake."""
    given = x, h, w_ih, w_hh, b_ih, b_hh
    gate, zero = _gates(*given, "ifgo"), torch.zeros_like(b_ih)
    h_new, c_new = _updated(gate, c)
    output, forget = gate["o"].sigmoid(), gate["f"].sigmoid()
    changed = _updated
    return [
        *(
            ("gate_order", right(x, h, c, w_ih, w_hh, b_ih, b_hh, order))
            for order in ("ifog", "figo", "igfo", "ofgi", "fiog")
        ),
        ("interleaved", changed(_interleaved(*given), c)),
        ("candidate_sigmoid", changed(gate, c, g=torch.sigmoid)),
        ("candidate_linear", changed(gate, c, g=lambda g: g)),
        ("no_tanh_of_cell", changed(gate, c, cell=lambda cell: cell)),
        ("old_cell", (output * c.double().tanh(), c_new)),
        ("no_forget_gate", changed(gate, c, f=torch.ones_like)),
        ("no_input_gate", changed(gate, c, i=torch.ones_like)),
        ("no_output_gate", changed(gate, c, o=torch.ones_like)),
        ("coupled", changed({**gate, "f": -gate["i"]}, c)),
        ("forgets_the_rest", changed({**gate, "f": -gate["f"]}, c)),
        ("forget_bias", changed({**gate, "f": gate["f"] + 1}, c)),
        ("gates_tanh", changed(gate, c, i=torch.tanh, f=torch.tanh, o=torch.tanh)),
        ("no_cell", changed(gate, torch.zeros_like(c))),
        ("no_state", right(x, torch.zeros_like(h), c, w_ih, w_hh, b_ih, b_hh)),
        ("one_bias", right(x, h, c, w_ih, w_hh, b_ih, zero)),
        ("one_bias", right(x, h, c, w_ih, w_hh, zero, b_hh)),
        ("swapped", (c_new, h_new)),
        ("cell_after_tanh", (h_new, c_new.tanh())),
        ("state_as_cell", (h_new, h_new)),
        *(("clipped", _clipped(forget, gate, c, output, limit)) for limit in (1.0, 3.0, 5.0, 10.0)),
    ]


def _gates(
    x: Tensor, h: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor, b_hh: Tensor, order: str
) -> dict[str, Tensor]:
    total = x.double() @ w_ih.double().T + h.double() @ w_hh.double().T + b_ih.double() + b_hh.double()
    return dict(zip(order, total.chunk(4, dim=-1), strict=True))


def _interleaved(x: Tensor, h: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> dict[str, Tensor]:
    """Every fourth number belongs to a gate."""
    total = torch.cat(list(_gates(x, h, w_ih, w_hh, b_ih, b_hh, "ifgo").values()), dim=-1)
    return dict(zip("ifgo", total.unflatten(-1, (-1, 4)).unbind(-1), strict=True))


def _updated(gate: dict[str, Tensor], c: Tensor, **change: Callable[[Tensor], Tensor]) -> Pair:
    """The update; ``change`` replaces the activation of a gate, or of the new cell that h is read from."""
    act = {"i": torch.sigmoid, "f": torch.sigmoid, "g": torch.tanh, "o": torch.sigmoid, "cell": torch.tanh, **change}
    cell = act["f"](gate["f"]) * c.double() + act["i"](gate["i"]) * act["g"](gate["g"])
    return act["o"](gate["o"]) * act["cell"](cell), cell


def _clipped(forget: Tensor, gate: dict[str, Tensor], c: Tensor, output: Tensor, limit: float) -> Pair | None:
    """The cell held within ±limit; None where that changes nothing."""
    cell = forget * c.double() + gate["i"].sigmoid() * gate["g"].tanh()
    held = cell.clamp(-limit, limit)
    return None if torch.equal(cell, held) else (output * held.tanh(), held)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("the_example_gates"):
        one, zero = torch.ones(1, 1), torch.zeros(1, 1)
        trial(one, zero, one, torch.tensor([[0.0], [0], [1], [0]]), torch.zeros(4, 1), torch.zeros(4), torch.zeros(4))
    batch = drawn(1, *shapes(3, 4, 5))
    with trial.case("three_texts_x"):
        trial.values(batch)
    with trial.case("sizes"):
        trial(*drawn(2, *shapes(1, 3, 2)))
    with trial.case("remembers"):
        x, h, cell, *weights = opened = gates(drawn(3, *shapes(2, 3, 4)), -40.0, 40.0, 0.3, 0.5)
        for _ in range(100):
            got = trial.got(x, h, cell, *weights)
            trial.expect(got, (x, h, opened[2], *weights))
            h, cell = got
    with trial.case("saturated"):
        for ends in ((200.0, -200.0, 200.0, 200.0), (-200.0, 200.0, -200.0, -200.0)):
            trial(*gates(drawn(3, *shapes(2, 3, 4)), *ends))
    trial.last(*batch)


def shapes(batch: int, d_in: int, d_h: int) -> list[tuple[int, ...]]:
    """Of the seven arguments."""
    return [(batch, d_in), (batch, d_h), (batch, d_h), (4 * d_h, d_in), (4 * d_h, d_h), (4 * d_h,), (4 * d_h,)]


def gates(given: Given, *values: float) -> Given:
    """The same arguments with gates i, f, g, o of these values before σ and tanh, whatever comes in."""
    x, h, c, w_ih, w_hh, _, b_hh = given
    return x, h, c, 0 * w_ih, 0 * w_hh, torch.tensor(values).repeat_interleave(c.shape[1]), 0 * b_hh


EXERCISE = Exercise(
    "lstm_step",
    number="3.2",
    hidden=7,
    arguments=("x", "h", "c", "w_ih", "w_hh", "b_ih", "b_hh"),
    results=(Reals("h_new"), Reals("c_new")),
    right=right,
    mistakes=mistakes,
    visible=visible,
)
