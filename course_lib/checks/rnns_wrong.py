"""What the exercises of notebook 03 give, and what they give after each likely mistake: shared by checks and exam.

Everything is computed in float64 and from the equations. A result is a tuple of tensors, also where it is one.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from course_lib.checks.outputs import Outputs, Wrongs

# ---------------------------------------------------------------- elman_step


def elman(x: Tensor, h: Tensor, w_xh: Tensor, w_hh: Tensor, b: Tensor) -> Outputs:
    """h_new = tanh(x W_xhᵀ + h W_hhᵀ + b)."""
    from_input, from_state, bias = _elman_parts(x, h, w_xh, w_hh, b)
    return ((from_input + from_state + bias).tanh(),)


def _elman_parts(x: Tensor, h: Tensor, w_xh: Tensor, w_hh: Tensor, b: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    x, h, w_xh, w_hh, b = (tensor.double() for tensor in (x, h, w_xh, w_hh, b))
    return x @ w_xh.T, h @ w_hh.T, b


def likely_elman(x: Tensor, h: Tensor, w_xh: Tensor, w_hh: Tensor, b: Tensor) -> Wrongs:
    i, s, bias = _elman_parts(x, h, w_xh, w_hh, b)
    turned = h.double() @ w_hh.double()
    both_turned = [("transposed", ((x.double() @ w_xh.double() + turned + bias).tanh(),))] if i.shape == x.shape else []
    return [
        ("no_tanh", (i + s + bias,)),
        ("sigmoid", ((i + s + bias).sigmoid(),)),
        ("relu", ((i + s + bias).relu(),)),
        ("no_bias", ((i + s).tanh(),)),
        ("bias_twice", ((i + s + 2 * bias).tanh(),)),
        ("bias_outside", ((i + s).tanh() + bias,)),
        ("no_state", ((i + bias).tanh(),)),
        ("no_input", ((s + bias).tanh(),)),
        ("transposed", ((i + turned + bias).tanh(),)),
        *both_turned,
        ("state_kept", (h.double() + (i + s + bias).tanh(),)),
        ("tanh_apart", (i.tanh() + s.tanh() + bias,)),
        ("tanh_apart", ((i + bias).tanh() + s,)),
        ("averaged", ((i + s + bias).tanh().mean(dim=0),)),
        ("product", ((i * s + bias).tanh(),)),
    ]


# ---------------------------------------------------------------- lstm_step


def lstm(
    x: Tensor, h: Tensor, c: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor, b_hh: Tensor, order: str = "ifgo"
) -> Outputs:
    """(h_new, c_new), with torch's order of gates, or another."""
    return _lstm(_gates(x, h, w_ih, w_hh, b_ih, b_hh, order), c)


def _gates(
    x: Tensor, h: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor, b_hh: Tensor, order: str
) -> dict[str, Tensor]:
    total = x.double() @ w_ih.double().T + h.double() @ w_hh.double().T + b_ih.double() + b_hh.double()
    return dict(zip(order, total.chunk(4, dim=-1), strict=True))


def _lstm(gate: dict[str, Tensor], c: Tensor, **change: Callable[[Tensor], Tensor]) -> Outputs:
    """The update; `change` replaces the activation of a gate, of the new cell, or what h is read from."""
    act = {"i": torch.sigmoid, "f": torch.sigmoid, "g": torch.tanh, "o": torch.sigmoid, "cell": torch.tanh, **change}
    cell = act["f"](gate["f"]) * c.double() + act["i"](gate["i"]) * act["g"](gate["g"])
    return act["o"](gate["o"]) * act["cell"](cell), cell


def likely_lstm(x: Tensor, h: Tensor, c: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Wrongs:
    given = x, h, w_ih, w_hh, b_ih, b_hh
    gate, zero = _gates(*given, "ifgo"), torch.zeros_like(b_ih)
    h_new, c_new = _lstm(gate, c)
    old = c.double()
    woven = (
        (x.double() @ w_ih.double().T + h.double() @ w_hh.double().T + b_ih + b_hh).unflatten(-1, (-1, 4)).unbind(-1)
    )
    output = gate["o"].sigmoid()
    return [
        *(
            ("gate_order", lstm(x, h, c, w_ih, w_hh, b_ih, b_hh, order))
            for order in ("ifog", "figo", "igfo", "ofgi", "fiog")
        ),
        ("interleaved", _lstm(dict(zip("ifgo", woven, strict=True)), c)),
        ("candidate_sigmoid", _lstm(gate, c, g=torch.sigmoid)),
        ("candidate_linear", _lstm(gate, c, g=lambda g: g)),
        ("no_tanh_of_cell", _lstm(gate, c, cell=lambda cell: cell)),
        ("old_cell", (output * old.tanh(), c_new)),
        ("no_forget_gate", _lstm(gate, c, f=torch.ones_like)),
        ("no_input_gate", _lstm(gate, c, i=torch.ones_like)),
        ("no_output_gate", _lstm(gate, c, o=torch.ones_like)),
        ("coupled", _lstm({**gate, "f": -gate["i"]}, c)),
        ("gates_tanh", _lstm(gate, c, i=torch.tanh, f=torch.tanh, o=torch.tanh)),
        ("no_cell", _lstm(gate, torch.zeros_like(c))),
        ("no_state", lstm(x, torch.zeros_like(h), c, w_ih, w_hh, b_ih, b_hh)),
        ("one_bias", lstm(x, h, c, w_ih, w_hh, b_ih, zero)),
        ("one_bias", lstm(x, h, c, w_ih, w_hh, zero, b_hh)),
        ("swapped", (c_new, h_new)),
        ("cell_after_tanh", (h_new, c_new.tanh())),
        ("state_as_cell", (h_new, h_new)),
    ]


# ---------------------------------------------------------------- masked_mean_pool


def pool(states: Tensor, mask: Tensor) -> Outputs:
    """The mean of the states that count, (batch, d); zeros where none does."""
    weights = mask.double()[..., None]
    return ((states.double() * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1),)


def likely_pool(states: Tensor, mask: Tensor) -> Wrongs:
    s, m = states.double(), mask.double()[..., None]
    last = (mask.long() * torch.arange(mask.shape[1])).amax(dim=1)
    return [
        ("mask_ignored", (s.mean(dim=1),)),
        ("divided_by_all", ((s * m).mean(dim=1),)),
        ("summed", ((s * m).sum(dim=1),)),
        ("maximum", (s.masked_fill(m == 0, -torch.inf).amax(dim=1).nan_to_num(neginf=0.0),)),
        ("inverted", pool(states, ~mask)),
        ("one_state", (s[torch.arange(len(s)), last],)),
        ("one_state", (s[:, 0],)),
        ("wrong_dimension", ((s * m).sum(dim=-1),)),
        ("wrong_dimension", ((s * m).sum(dim=0),)),
        ("one_count", ((s * m).sum(dim=1) / m.sum(dim=1).mean(),)),
        ("one_more", ((s * m).sum(dim=1) / (m.sum(dim=1) + 1),)),
        ("positions_kept", (s * m,)),
    ]


# ---------------------------------------------------------------- additive_attention


def attend(query: Tensor, keys: Tensor, mask: Tensor, w_q: Tensor, w_k: Tensor, v: Tensor) -> Outputs:
    """(context, weights): softmax of v · tanh(W_q q + W_k k) over the keys that may be attended to."""
    q, k, w = _projected(query, keys, w_q, w_k, v)
    weights = ((q + k).tanh() @ w).masked_fill(~mask, -torch.inf).softmax(dim=-1)
    return _context(weights, keys), weights


def _projected(query: Tensor, keys: Tensor, w_q: Tensor, w_k: Tensor, v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return query.double()[:, None] @ w_q.double().T, keys.double() @ w_k.double().T, v.double()


def _context(weights: Tensor, keys: Tensor) -> Tensor:
    return (weights[..., None] * keys.double()).sum(dim=1)


def likely_attend(query: Tensor, keys: Tensor, mask: Tensor, w_q: Tensor, w_k: Tensor, v: Tensor) -> Wrongs:
    q, k, w = _projected(query, keys, w_q, w_k, v)
    scores = (q + k).tanh() @ w

    def by(scores: Tensor) -> Outputs:
        weights = scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)
        return _context(weights, keys), weights

    context, weights = by(scores)
    over_all = scores.softmax(dim=-1)
    cut = over_all * mask
    nothing = (scores * mask).softmax(dim=-1)
    over_batch = scores.masked_fill(~mask, -torch.inf).softmax(dim=0).nan_to_num(nan=0.0)
    inverted = scores.masked_fill(mask, -torch.inf).softmax(dim=-1).nan_to_num(nan=0.0)
    shares = scores * mask
    return [
        ("no_tanh", by((q + k) @ w)),
        ("product", by((q * k).sum(dim=-1))),
        ("product", by((q * k).tanh() @ w)),
        ("no_v", by((q + k).tanh().sum(dim=-1))),
        ("no_v", by((q + k).tanh().mean(dim=-1))),
        ("no_query", by(k.tanh() @ w)),
        ("scaled", by(scores / len(w) ** 0.5)),
        ("mask_ignored", (_context(over_all, keys), over_all)),
        ("masked_after_softmax", (_context(cut, keys), cut)),
        ("masked_with_zero", (_context(nothing, keys), nothing)),
        ("inverted", (_context(inverted, keys), inverted)),
        ("wrong_dimension", (_context(over_batch, keys), over_batch)),
        ("no_softmax", (_context(shares, keys), shares)),
        ("unweighted", (_context(mask / mask.sum(dim=-1, keepdim=True), keys), weights)),
        ("swapped", (weights, context)),
        ("scores_returned", (context, scores)),
    ]
