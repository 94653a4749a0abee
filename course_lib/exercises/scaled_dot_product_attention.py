"""``scaled_dot_product_attention``: softmax(QKᵀ/√d)V (Vaswani et al. 2017, equation 1). Right results in float64."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import normalize, one_hot

from course_lib.asking.ask import UNNAMED, Ask, holds
from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.failed import Facts, Failed
from course_lib.asking.numbers import FLOATS, floats
from course_lib.asking.questions import Raised
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial, drawn

Pair = tuple[Tensor, Tensor]  # output (..., n, d_v) and weights (..., n, m)


def right(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor | None = None,
    *,
    scale: float | None = None,
    axis: int = -1,
    fill: float = -math.inf,
) -> Pair:
    """query (..., n, d), key (..., m, d), value (..., m, d_v), mask that expands to (..., n, m), True = may attend.

    One query [1, 0], keys [1, 0] and [0, 1], values [10, 0] and [0, 20]: weights [0.6698, 0.3302], output
    [6.6976, 6.6048]. Another scale, axis or number under the mask makes a likely mistake of it.
    """
    scale = query.shape[-1] ** -0.5 if scale is None else scale
    return mixed(hidden(query.double() @ key.double().mT * scale, mask, fill).softmax(dim=axis), value)


def hidden(scores: Tensor, mask: Tensor | None, fill: float = -math.inf) -> Tensor:
    """The scores, with ``fill`` where the mask is False."""
    return scores if mask is None else scores.masked_fill(~mask, fill)


def mixed(weights: Tensor, value: Tensor) -> Pair:
    """The weighted sum of the values, and the weights."""
    return weights @ value.double(), weights


def mistakes(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Mistakes:
    """What comes out after each likely mistake: in the scale, the softmax, what is returned, the mask."""
    given = query, key, value, mask
    return [*in_the_scale(*given), *in_the_softmax(*given), *in_the_result(*given), *in_the_mask(*given)]


def in_the_scale(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Mistakes:
    d, root = query.shape[-1], query.shape[-1] ** 0.5

    def divided(divisor: float | int) -> Pair:
        return right(query, key, value, mask, scale=1 / divisor)

    floored = hidden((query.double() @ key.double().mT / root).floor(), mask)
    return [
        ("no_scaling", divided(1.0)),
        ("scaled_by_d", divided(d)),
        ("scaled_up", divided(1 / root)),
        ("root_rounded", divided(int(root))),
        ("half_of_d", divided(2 * d)),  # scores / d ** 1/2
        ("half_of_d", divided(d / 2)),  # scores / (d ** 1/2)
        ("scaled_by_value_width", divided(value.shape[-1] ** 0.5)),
        ("scaled_by_length", divided(key.shape[-2] ** 0.5)),
        ("scaled_by_length", divided(query.shape[-2] ** 0.5)),
        ("scaled_after_softmax", mixed(divided(1.0)[1] / root, value)),
        ("whole_numbers", mixed(floored.softmax(dim=-1), value)),
        ("cosine", right(normalize(query.double(), dim=-1), normalize(key.double(), dim=-1), value, mask)),
        ("cosine", right(normalize(query.double(), dim=-1), normalize(key.double(), dim=-1), value, mask, scale=1.0)),
    ]


def in_the_softmax(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Mistakes:
    bare = query.double() @ key.double().mT * query.shape[-1] ** -0.5
    scores = hidden(bare, mask)
    weights = scores.softmax(dim=-1)
    everywhere = scores.flatten(-2).softmax(dim=-1).view_as(scores)
    cut = [None if bare.abs().max() <= c else hidden(bare.clamp(-c, c), mask) for c in (10, 20, 30, 50, 80, 100)]
    return [
        ("softmax_axis", right(query, key, value, mask, axis=-2)),
        ("softmax_axis", right(query, key, value, mask, axis=0)),
        ("softmax_axis", mixed(everywhere, value)),
        ("softmax_twice", mixed(weights.softmax(dim=-1), value)),
        ("not_softmax", mixed(scores, value)),
        ("not_softmax", mixed(scores / scores.sum(dim=-1, keepdim=True), value)),
        ("not_softmax", mixed(scores.sigmoid(), value)),
        ("not_softmax", mixed(scores.log_softmax(dim=-1), value)),
        ("uniform", mixed(hidden(0 * bare, mask).softmax(dim=-1), value)),
        ("hard_attention", mixed(one_hot(scores.argmax(dim=-1), scores.shape[-1]).double(), value)),
        *(("clamped", None if limited is None else mixed(limited.softmax(dim=-1), value)) for limited in cut),
    ]


def in_the_result(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Mistakes:
    output, weights = right(query, key, value, mask)
    n, m, d = query.shape[-2], key.shape[-2], query.shape[-1]
    scores = hidden(query.double() @ key.double().mT * d**-0.5, mask)
    past = torch.ones(n, m, dtype=torch.bool).tril()
    merged = right(*(tensor.flatten(0, -2) for tensor in (query, key, value))) if mask is None else None
    small = 1 in output.shape + weights.shape
    return [
        ("weights_times_key", (weights @ key.double(), weights)),
        ("swapped", (weights, output)),
        ("scores_returned", (output, scores)),
        ("scores_returned", (output, scores * d**0.5)),
        ("transposed", (output.mT, weights.mT)),
        ("transposed", (output.mT, weights)),
        ("transposed", (output, weights.mT)),
        ("reshaped", right(query, key.reshape(*key.shape[:-2], d, m).mT, value, mask)),
        ("causal", right(query, key, value, past if mask is None else past & mask)),
        ("across_batch", None if merged is None else (merged[0].view_as(output), merged[1])),
        ("squeezed", (output.squeeze(), weights) if small else None),
        ("squeezed", (output, weights.squeeze()) if small else None),
        ("squeezed", (output.squeeze(), weights.squeeze()) if small else None),
    ]


def in_the_mask(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Mistakes:
    """None without a mask, and where another number under the mask hides as well as −∞."""
    shown = torch.tensor(True) if mask is None else mask
    output, weights = right(query, key, value, mask)
    bare, unmasked = right(query, key, value)
    scores = query.double() @ key.double().mT * query.shape[-1] ** -0.5
    rows = shown.expand_as(scores).all(dim=-1, keepdim=True)
    first = shown[(0,) * max(0, shown.dim() - 2)]
    several = shown.dim() > 2 and shown.numel() > first.numel()
    square = shown.dim() > 1 and shown.shape[-1] == shown.shape[-2]
    alike = query.dim() == 3 and shown.dim() == 2 and len(shown) == len(query)  # (n, m) taken for (batch, m)
    lows = (1.0, 5.0, 10.0, 20.0, 1e2, 1e3, 1e4)
    leaks = [right(query, key, value, shown, fill=-low) for low in lows]
    leaks += [mixed((scores - low * (~shown).double()).softmax(dim=-1), value) for low in lows[1:]]  # 1 is mask_added
    found = [
        ("mask_ignored", (bare, unmasked)),
        ("mask_inverted", right(query, key, value, ~shown)),
        ("mask_after_softmax", mixed(unmasked * shown, value)),
        ("mask_zero_scores", right(query, key, value, shown, fill=0.0)),
        ("mask_added", mixed((scores + shown.double()).softmax(dim=-1), value)),
        ("weights_before_mask", (output, unmasked)),
        ("output_before_mask", (bare, weights)),
        ("mask_drops_queries", (bare * rows, unmasked * rows)),
        ("mask_first_only", right(query, key, value, first) if several else None),
        ("mask_transposed", right(query, key, value, shown.mT) if square else None),
        ("mask_guessed", right(query, key, value, shown[:, None]) if alike else None),
        *(("mask_leaks", leak if bool((leak[1] * ~shown > 0.01).any()) else None) for leak in leaks),
    ]
    return [(name, None if mask is None else pair) for name, pair in found]


def symptom(found: Outputs, given: Given) -> Failed | str | None:
    """Weights that cannot be a softmax's, where there are rows enough to tell."""
    weights, want = found[1], right(*given)[1]
    if weights.shape != want.shape or weights.is_complex() or weights.shape[-2] == 1:
        return None
    leaked = float(weights[want == 0].abs().max()) if len(given) > 3 and bool((want == 0).any()) else 0.0
    if 0 < leaked < 0.01:
        return Failed("mask_leaks", explained=True, what="weights", where="[~mask]", got=f"{leaked:.3g}", expected="0")
    if float(weights.min()) < 0:
        return "not_softmax"
    return _off_one(weights)


def _off_one(weights: Tensor) -> Failed | None:
    sums = weights.double().sum(dim=-1).flatten()
    worst = float(sums[(sums - 1).abs().argmax()])
    if abs(worst - 1) <= 1e-5 or not math.isfinite(worst):
        return None
    seen: dict[str, Any] = {"what": "weights.sum(-1)", "got": f"{worst:.6g}", "expected": "1"}
    return Failed("rows_do_not_sum_to_one", explained=True, **seen)


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_batches(ask: Ask, *rounds: Given) -> None:
    """Right for these batches. An answer that is right for one sequence and not for a batch of it is named so."""
    try:
        ask.values(*rounds)
    except (Raised, Failed) as failed:
        unnamed = isinstance(failed, Raised) or failed.key in UNNAMED
        if not unnamed or holds(ask, *rounds[0]) or not holds(ask, *(tensor[0] for tensor in rounds[0])):
            raise
        facts = Facts(raised=str(failed), line=failed.line) if isinstance(failed, Raised) else failed.facts
        raise Failed("two_dimensions_only", facts).on(ask.exercise.described(rounds[0])) from None


def exact(scores: Tensor, value: Tensor, mask: Tensor | None = None) -> Given:
    """Arguments with exactly these scores (..., n, m): key j is 4 times the j-th of 16 unit vectors, and √16 = 4."""
    m = scores.shape[-1]
    query = torch.nn.functional.pad(scores, (0, 16 - m))
    given = query, 4 * torch.eye(m, 16).expand(*scores.shape[:-2], m, 16), value
    return given if mask is None else (*given, mask)


@contextmanager
def blaming(ask: Ask, key: str, *known: str) -> Iterator[None]:
    """What none of the ``known`` mistakes explains (no mistake at all, if none are said) is named ``key``; unless the
    answer is already known to make another mistake."""
    if ask.slip is not None:
        yield
        return
    with ask.blaming(key):
        try:
            yield
        except Failed as failed:
            raise failed.named(key) if known and failed.key not in known else failed from None


def ask_one_key(ask: Ask, scores: Tensor, value: Tensor, mask: Tensor) -> None:
    """Each query may attend to one key, and the hidden ones score about 10 000: first that key scores 0, then −10 000.

    After a softmax over all keys the first leaves 0/0, where hidden keys get −∞ it does not; exp(−10 000) is 0 for all.
    """
    for low, key in ((0.0, "mask_after_softmax"), (-1e4, "overflow")):
        given = exact(torch.where(mask & (scores > 1e3), low, scores), value, mask)
        with blaming(ask, key, *(name for name, _ in in_the_mask(*given))):
            ask(*given, named=True)


def ask_shares(ask: Ask, *given: Tensor) -> None:
    """Whatever the weights are, each row of them sums to 1, and hidden keys have exactly 0."""
    got = ask.got(*given)
    weights, want = ask.exercise.read(got)[1], right(*given)[1]
    plain = weights.shape == want.shape and not weights.is_complex()
    if plain and bool((weights[~given[3].expand_as(want)] == 0).all()) and bool(weights.isfinite().all()):
        failed = _off_one(weights)
        if failed is None:
            return
    ask.expect(got, given, named=True)
    found = symptom((got[0], weights), given)  # so little that rounding hides it from what was expected
    raise found if isinstance(found, Failed) else Failed("mask_leaks")


def ask_names(ask: Ask, *given: Tensor) -> None:
    """Arguments by name make no difference."""
    plain = ask.got(*given)
    with ask.blaming("argument_names"):
        names = dict(zip(ask.exercise.arguments, given, strict=False))
        ask.expect_same("argument_names", ask.call(**names, mask=None), plain)


def ask_strides(ask: Ask, *given: Tensor) -> None:
    """Inputs as heads come, (batch, n, heads, d) seen through a transpose, make no difference."""
    try:
        plain = ask.got(*given)
    except Raised:  # it cannot do with heads at all: then a batch
        given = tuple(tensor[:, 0] for tensor in given)
        plain = ask.got(*given)
    transposed = (tensor.transpose(-3, -2).contiguous().transpose(-3, -2) for tensor in given)
    with ask.blaming("strides"):
        ask.expect_same("strides", ask.got(*transposed), plain)


def ask_dtype(ask: Ask, *given: Tensor) -> None:
    """With a mask too the dtype is kept, whatever comes out; a mask that raises in float32 too is another matter."""
    for dtype in FLOATS:
        try:
            found = ask.exercise.read(ask.got(*floats(given, dtype)))
        except Raised as raised:
            if dtype == FLOATS[0]:
                return
            raise Failed("dtype_raised", raised=str(raised), line=raised.line, case=raised.case) from None
        for kind, one in zip(ask.exercise.results, found, strict=True):
            kind.strict(one, dtype)


def ask_gradient(ask: Ask, *given: Tensor, seed: int = 7) -> None:
    """The gradient of the output reaches query, key and value."""
    try:
        ask.gradient(*given, seed=seed)
    except Failed as failed:
        raise cut_off(failed) from None


def cut_off(failed: Failed) -> Failed:
    """A gradient that does not reach the query at all was cut off at the weights."""
    detached = failed.key == "gradient" and failed.facts.what == "query.grad" and failed.facts.got == "None"
    return failed.named("weights_detached") if detached else failed


# ---------------------------------------------------------------- the check


HIDDEN_BEST = 1e4 - 200.0 * torch.arange(4).expand(3, 4)  # scores (3, 4) of which all but one in a row are hidden


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes. No two sizes of one tensor are equal."""
    query, key, value = (2 * tensor for tensor in drawn(1, (2, 3, 7), (2, 5, 7), (2, 5, 6)))
    heads = tuple(tensor[:, None] * torch.tensor([1.0, 2.0, -1.0])[:, None, None] for tensor in (query, key, value))
    allowed = torch.tensor([[1, 0, 1, 1, 0], [0, 1, 1, 0, 0], [1, 1, 0, 0, 1]]).bool()
    example = torch.tensor([[1.0, 0.0]]), torch.eye(2), torch.tensor([[10.0, 0.0], [0.0, 20.0]])
    with trial.case("example"):
        trial(*example)
    with trial.case("batch"):
        ask_batches(trial, (query, key, value))
    with trial.case("example_masked"):
        trial(*example, torch.tensor([[False, True]]), named=True)
    with trial.case("mask"):
        trial.values((query, key, value, allowed))
        ask_shares(trial, query, key, value, allowed)
    with trial.case("leading_dimensions"):
        for given in ((query[0], key[0], value[0]), heads):
            trial(*given)
    with trial.case("argument_names"):
        ask_names(trial, query, key, value)
    with trial.case("mask_broadcast"):
        each = torch.stack([allowed, ~allowed])
        for mask in (each[:, None], each[:, None, :1], allowed[0]):
            trial(*heads, mask, named=True)
    with trial.case("one_token"):
        trial(query[:, :1], key, value, named=True)
    with trial.case("overflow"):
        scores = torch.tensor([[1e4, 9.7e3, 9.4e3], [-1e4, -9.7e3, -9.4e3], [0, 1, 2]])
        with blaming(trial, "overflow", "clamped"):
            trial(*exact(scores, value[0, :3]), named=True)
    with trial.case("one_key"):
        mask = torch.eye(3, 4, dtype=torch.bool)
        ask_one_key(trial, HIDDEN_BEST, value[0, :4], mask)
    with trial.case("strides"):
        ask_strides(trial, *heads)
    with trial.case("unmodified"):
        trial.unmodified(query, key, value, allowed)
    with trial.case("gradient"):
        ask_gradient(trial, query, key, value)
    with trial.case("float64"):
        trial.dtypes((query, key, value))
        ask_dtype(trial, query, key, value, allowed)


EXERCISE = Exercise(
    "scaled_dot_product_attention",
    number="4.1",
    hidden=12,
    arguments=("query", "key", "value", "mask"),
    results=(Reals("output"), Reals("weights")),
    right=right,
    mistakes=mistakes,
    visible=visible,
    symptom=symptom,
    through=1,
    depth=4.0,
    hollow=("uniform",),
)
