"""What the filters and `sample` of notebook 08 give, and what they give after each likely mistake.

Each list holds pairs of a cause's key and a result, in float64 or int64; the visible checks and the exam share them.
"""

import math

import torch
from torch import Tensor

Wrongs = list[tuple[str, Tensor]]


def likely_tempered(logits: Tensor, temperature: float) -> Wrongs:
    """logits (..., V)."""
    x, right = logits.double(), logits.double() / temperature
    return [
        ("multiplied", x * temperature),
        ("temperature_unused", x),
        ("probabilities", right.softmax(-1)),
        ("probabilities", x.softmax(-1) / temperature),
        ("normalised", right.log_softmax(-1)),
        ("wrong_power", x / temperature**2),
        ("wrong_power", x / math.sqrt(temperature)),
        ("subtracted", x - temperature),
        ("subtracted", x + temperature),
        ("rounded", right.floor()),
        ("rounded", right.trunc()),
        ("rounded", right.round()),
    ]


def ranks(x: Tensor, axis: int = -1) -> Tensor:
    """0 for the largest along the axis, 1 for the next and so on; ties in order of place."""
    order = x.argsort(dim=axis, descending=True, stable=True)
    return order.argsort(dim=axis)


def only(logits: Tensor, kept: Tensor, fill: float = -math.inf) -> Tensor:
    """The scores where `kept` is True, in float64."""
    return logits.double().masked_fill(~kept, fill)


def top_k(logits: Tensor, k: int) -> Tensor:
    """logits (..., V); all but the k largest are −inf."""
    return only(logits, ranks(logits) < k)


def likely_top_k(logits: Tensor, k: int) -> Wrongs:
    """For a batch (B, V) and k below V, with no two scores of equal size."""
    rank, right = ranks(logits), top_k(logits, k)
    best = logits.double().topk(k, dim=-1)
    lowest_threshold = best.values[..., -1].min()
    return [
        ("one_more", top_k(logits, k + 1)),
        ("one_less", top_k(logits, k - 1)),
        ("smallest", only(logits, rank >= logits.shape[-1] - k)),
        ("inverted", only(logits, rank >= k)),
        ("only_kept", best.values),
        ("only_kept", best.indices.double()),
        ("by_magnitude", only(logits, ranks(logits.abs()) < k)),
        ("first_columns", only(logits, torch.arange(logits.shape[-1]).expand_as(logits) < k)),
        ("batch_mixed", only(logits, ranks(logits, 0) < k)),
        ("batch_mixed", only(logits, ranks(logits.flatten()).view_as(logits) < k)),
        ("batch_mixed", only(logits, logits >= lowest_threshold)),
        ("batch_mixed", only(logits, logits >= best.values[0, -1])),
        ("batch_mixed", only(logits, (rank[:1] < k).expand_as(logits))),
        *_common(logits, right),
    ]


def nucleus(logits: Tensor, p: float, *, more: int = 0) -> Tensor:
    """Which tokens of (..., V) are in the smallest set that reaches p, or so many more (fewer if negative)."""
    best = logits.double().sort(dim=-1, descending=True, stable=True).values
    probabilities = best.softmax(-1)
    size = (probabilities.cumsum(-1) - probabilities < p).sum(-1, keepdim=True) + more
    return ranks(logits) < size


def top_p(logits: Tensor, p: float) -> Tensor:
    """logits (..., V); all but the nucleus are −inf."""
    return only(logits, nucleus(logits, p))


def likely_top_p(logits: Tensor, p: float) -> Wrongs:
    """For a batch (B, V) and p below 1, with no two scores of equal size."""
    x, right = logits.double(), top_p(logits, p)
    shares, rank, kept = x.softmax(-1), ranks(logits), nucleus(logits, p)
    less = nucleus(logits, p, more=-1)
    in_order = shares.sort(dim=-1, descending=True).values.cumsum(-1)
    from_below = shares.sort(-1).values.cumsum(-1).gather(-1, ranks(-x))
    places = torch.arange(logits.shape[-1]).expand_as(logits)
    return [
        ("drops_reaching", only(logits, less)),
        ("drops_reaching", only(logits, less | (rank == 0))),
        ("one_more", only(logits, nucleus(logits, p, more=1))),
        ("smallest", only(logits, from_below < p)),
        ("smallest", only(logits, from_below - shares < p)),
        ("not_sorted", only(logits, shares.cumsum(-1) <= p)),
        ("not_sorted", only(logits, shares.cumsum(-1) - shares < p)),
        ("first_columns", only(logits, places < kept.sum(-1, keepdim=True))),
        ("first_columns", only(logits, in_order <= p)),
        ("one_probability", only(logits, shares >= p)),
        ("one_probability", only(logits, shares >= p * shares.amax(-1, keepdim=True))),
        ("complement", top_p(logits, 1 - p)),
        ("no_softmax", only(logits, _running(x) <= p)),
        ("no_softmax", only(logits, _running(x) - x < p)),
        ("inverted", only(logits, ~kept)),
        ("batch_mixed", only(logits, nucleus(logits.T, p).T)),
        ("batch_mixed", only(logits, nucleus(logits.flatten(), p).view_as(logits))),
        ("batch_mixed", only(logits, kept[:1].expand_as(logits))),
        ("batch_mixed", only(logits, rank < kept[:1].sum(-1, keepdim=True))),
        *_common(logits, right),
    ]


def _running(x: Tensor) -> Tensor:
    """Sums of the scores themselves, from the largest on, at each score's place."""
    return x.sort(dim=-1, descending=True).values.cumsum(-1).gather(-1, ranks(x))


def _common(logits: Tensor, right: Tensor) -> Wrongs:
    """What any filter may get wrong."""
    in_order = right.sort(dim=-1, descending=True).values
    return [
        ("not_filtered", logits.double()),
        ("filled_with_zero", right.masked_fill(right == -math.inf, 0.0)),
        ("probabilities", right.softmax(-1)),
        ("normalised", right.log_softmax(-1)),
        ("left_sorted", in_order),
        ("left_sorted", in_order.flip(-1)),
    ]


def filled_with_number(got: Tensor, want: Tensor) -> bool:
    """Whether `got` has a low finite number wherever −inf is wanted, and the right scores elsewhere."""
    if got.shape != want.shape or not got.is_floating_point():
        return False
    gone = want == -math.inf
    low = got[gone].double()
    low_enough = bool(gone.any()) and bool((low < -50).all()) and bool(low.isfinite().all())
    return low_enough and bool(((got.double() - want)[~gone].abs() < 1e-4).all())


def drawn(logits: Tensor, u: Tensor) -> Tensor:
    """logits (..., V), u (...): the first index whose cumulative probability exceeds u, the last possible at most."""
    ends = logits.double().softmax(-1).cumsum(-1)
    places = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1)
    return (ends <= u.double().unsqueeze(-1)).sum(-1).minimum(places.amax(-1))


def likely_drawn(logits: Tensor, u: Tensor) -> Wrongs:
    """For a batch (B, V) and u (B,)."""
    right, size = drawn(logits, u), logits.shape[-1]
    x, order = logits.double(), logits.argsort(dim=-1, descending=True)
    place = drawn(logits.gather(-1, order), u)
    back = logits.argsort(dim=-1)
    ascending = drawn(logits.gather(-1, back), u)
    return [
        ("likeliest", logits.argmax(-1)),
        ("sorted_first", order.gather(-1, place[:, None])[:, 0]),
        ("sorted_first", back.gather(-1, ascending[:, None])[:, 0]),
        ("place_in_sorted", place),
        ("place_in_sorted", ascending),
        ("one_less", (right - 1).clamp(min=0)),
        ("one_less", right - 1),
        ("one_more", (right + 1).clamp(max=size - 1)),
        ("one_more", right + 1),
        ("from_the_end", drawn(logits, 1 - u)),
        ("one_number", drawn(logits, u[:1].expand_as(u))),
        ("one_number", drawn(logits, u[-1:].expand_as(u))),
        ("scores_unused", (u.double() * size).long()),
        ("no_softmax", (x.cumsum(-1) > u.double()[:, None]).int().argmax(-1)),
        ("no_softmax", (x.cumsum(-1) <= u.double()[:, None]).sum(-1).clamp(max=size - 1)),
        ("wrong_axis", _first(x.softmax(0).cumsum(-1), u)),
        ("wrong_axis", _first(x.softmax(-1).cumsum(0), u)),
        ("wrong_axis", _first(x.flatten().softmax(-1).view_as(x).cumsum(-1), u)),
        ("not_cumulative", _first(x.softmax(-1), u)),
        ("not_cumulative", (x.softmax(-1) - u.double()[:, None]).abs().argmin(-1)),
    ]


def _first(ends: Tensor, u: Tensor) -> Tensor:
    """The first place where `ends` exceeds u; 0 where none does."""
    return (ends > u.double()[:, None]).int().argmax(-1)


def told_apart(right: Tensor, wrongs: Wrongs) -> bool:
    """Whether each mistake gives something of its own: neither what is right nor what another cause gives."""
    causes: dict[object, str] = {}
    return all(causes.setdefault(_print_of(value), key) == key for key, value in [("", right), *wrongs])


def _print_of(value: Tensor) -> tuple[object, ...]:
    """Equal for results that cannot be told apart."""
    return tuple(value.shape), tuple((value.double() * 1e3).round().flatten().tolist())
