"""``ppo_loss``: the clipped objective of proximal policy optimisation (Schulman et al. 2017), to minimise."""

from collections.abc import Iterator
from math import inf
from typing import Any

import torch
from torch import Tensor

from course_lib.asking.ask import Ask, holds
from course_lib.asking.exercise import Exercise, Given, Mistakes
from course_lib.asking.failed import Failed
from course_lib.asking.results import Reals, largest_at
from course_lib.asking.visible import Trial


def right(new: Tensor, old: Tensor, advantages: Tensor, mask: Tensor, clip: float) -> Tensor:
    """(batch, n) each: −min(ρ A, clip(ρ) A), mean over counted tokens; 0 where none counts.

    new = old, advantages [[1, −1, 2]], all counted: −0.6667.
    """
    return -_mean(_smaller(_ratio(new, old, mask), _gain(advantages, mask), clip), mask)


def _ratio(new: Tensor, old: Tensor, mask: Tensor) -> Tensor:
    """ρ; 1 where nothing counts."""
    return (new.double() - old.double().detach()).where(mask, 0).exp()


def _gain(advantages: Tensor, mask: Tensor) -> Tensor:
    return advantages.double().detach().where(mask, 0)


def _smaller(ratio: Tensor, gain: Tensor, clip: float) -> Tensor:
    return torch.minimum(ratio * gain, ratio.clamp(1 - clip, 1 + clip) * gain)


def _mean(x: Tensor, mask: Tensor) -> Tensor:
    return x.where(mask, 0).sum() / mask.sum().clamp(min=1)


def mistakes(new: Tensor, old: Tensor, advantages: Tensor, mask: Tensor, clip: float) -> Mistakes:
    """What comes out after each likely mistake."""
    ratio, gain = _ratio(new, old, mask), _gain(advantages, mask)
    held = ratio.clamp(1 - clip, 1 + clip)
    each = _smaller(ratio, gain, clip)
    loss = lambda x: -_mean(x, mask)  # noqa: E731
    return [
        ("sign", -loss(each)),
        ("not_clipped", loss(ratio * gain)),
        ("only_clipped", loss(held * gain)),
        ("maximum", loss(torch.maximum(ratio * gain, held * gain))),
        ("minimum_of_means", torch.maximum(loss(ratio * gain), loss(held * gain))),
        ("minimum_of_ratios", loss(torch.minimum(ratio, held) * gain)),
        *_other_ratios(new, old, gain, mask, clip),
        ("clip_above_only", loss(torch.minimum(ratio * gain, ratio.clamp(max=1 + clip) * gain))),
        ("clip_below_only", loss(torch.minimum(ratio * gain, ratio.clamp(min=1 - clip) * gain))),
        ("clip_around_zero", loss(torch.minimum(ratio * gain, ratio.clamp(-clip, clip) * gain))),
        ("gain_clipped", loss((ratio * gain).clamp(-1 - clip, 1 + clip))),
        ("gain_clipped", loss((ratio * gain).clamp(1 - clip, 1 + clip))),
        *_other_means(new, old, advantages, mask, clip),
        ("averaged_over_all", -each.where(mask, 0).mean()),
        ("mean_of_rows", -(each.where(mask, 0).sum(1) / mask.sum(1).clamp(min=1)).mean()),
        ("divided_by_answers", -each.where(mask, 0).sum() / len(mask)),
        ("summed", -each.where(mask, 0).sum()),
        ("not_averaged", -each.where(mask, 0)),
        ("normalised", _normalised(ratio, gain, mask, clip)),
    ]


def _other_ratios(new: Tensor, old: Tensor, gain: Tensor, mask: Tensor, clip: float) -> Iterator[tuple[str, Tensor]]:
    """Something else than exp(new − old)."""
    n, o = new.double().where(mask, 0), old.double().detach().where(mask, 0)
    difference = n - o
    yield "difference", -_mean(_smaller(difference, gain, clip), mask)
    yield "difference", -_mean(torch.minimum(difference * gain, difference.clamp(-clip, clip) * gain), mask)
    yield "upside_down", -_mean(_smaller((-difference).exp(), gain, clip), mask)
    yield "quotient", -_mean(_smaller((n / o).where(mask, 1), gain, clip), mask)
    yield "log_prob_alone", -_mean(n * gain, mask)
    yield "clipped_in_logs", -_mean(_smaller_of(difference.exp(), difference.clamp(-clip, clip).exp(), gain), mask)
    whole = difference.sum(dim=1, keepdim=True).expand_as(difference).exp()
    yield "ratio_of_answers", -_mean(_smaller(whole, gain, clip), mask)


def _smaller_of(ratio: Tensor, held: Tensor, gain: Tensor) -> Tensor:
    return torch.minimum(ratio * gain, held * gain)


def _other_means(
    new: Tensor, old: Tensor, advantages: Tensor, mask: Tensor, clip: float
) -> Iterator[tuple[str, Tensor]]:
    """Padding counted, or nothing else."""
    ratio, gain = (new.double() - old.double().detach()).exp(), advantages.double().detach()
    everything = _smaller(ratio, gain, clip)
    yield "mask_ignored", -everything.mean()
    yield "mask_ignored", -everything.sum() / mask.sum().clamp(min=1)
    yield "mask_inverted", -_mean(everything, ~mask)


def _normalised(ratio: Tensor, gain: Tensor, mask: Tensor, clip: float) -> Tensor | None:
    """Advantages with mean 0 and standard deviation 1 over all that count."""
    counted = gain[mask]
    if len(counted) < 2 or not bool(counted.std() > 1e-6):
        return None
    return -_mean(_smaller(ratio, (gain - counted.mean()) / (counted.std() + 1e-8), clip), mask)


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_clip_stops(ask: Ask, clip: float, ratios: Tensor) -> None:
    """Each way in which a ratio and an advantage can meet, one token at a time: the loss and its gradient."""
    for ratio in ratios:
        for gain in (1.0, -1.0):
            given = single(float(ratio), gain, clip)
            with ask.blaming("clip_stops"):
                ask(*given)
                ask.gradient(*given)


def single(ratio: float, gain: float, clip: float) -> Given:
    """One token of this ratio and advantage."""
    old = torch.full((1, 1), -2.0)
    return old + torch.tensor(ratio).log(), old, torch.full((1, 1), gain), torch.ones(1, 1).bool(), clip


def ask_constants(ask: Ask, *given: Any) -> None:
    """No gradient reaches old_log_probs or advantages."""
    names = ("old_log_probs", "advantages")
    for name, grad in zip(names, ask.grads(names, *given), strict=True):
        if grad is not None and bool(grad.any()):
            raise Failed("not_detached", what=f"{name}.grad", got="≠ 0", expected="None")


def ask_padding(ask: Ask, new: Tensor, old: Tensor, advantages: Tensor, mask: Tensor, clip: float) -> None:
    """Whatever stands outside the mask changes neither the loss nor its gradient, also where nothing counts."""
    clean = _by_new(ask, new, old, advantages, mask, clip)
    for odd in (inf, -inf, torch.nan, 1e30):
        for places in ((0,), (1,), (2,), (0, 1, 2)):
            given = [new, old, advantages]
            for place in places:
                given[place] = given[place].masked_fill(~mask, odd)
            with ask.blaming("padding"):
                ask(*given, mask, clip)
                _expect_grad(_by_new(ask, *given, mask, clip), clean)
    with ask.blaming("padding"):
        ask(torch.full_like(new, inf), old, torch.full_like(new, torch.nan), torch.zeros_like(mask), clip)


def _by_new(ask: Ask, *given: Any) -> Tensor | None:
    return ask.grads(("new_log_probs",), *given)[0]


def _expect_grad(grad: Tensor | None, clean: Tensor | None) -> None:
    """The same gradient as with nothing odd."""
    if grad is None or clean is None or torch.allclose(grad, clean, rtol=1e-4, atol=1e-6):
        return
    at = largest_at((grad - clean).abs().nan_to_num(nan=inf))
    seen: dict[str, Any] = {"got": f"{grad[tuple(at)].item():.5g}", "expected": f"{clean[tuple(at)].item():.5g}"}
    raise Failed("padding", what="new_log_probs.grad", where=str(at), **seen)


def ask_none_counted(ask: Ask, new: Tensor, old: Tensor, advantages: Tensor, clip: float) -> None:
    """No token counts: 0, and a gradient of zeros."""
    given = (new, old, advantages, torch.zeros(new.shape, dtype=torch.bool), clip)
    with ask.blaming("none_counted", "no_gradient"):
        ask(*given)
        ask.gradient(*given)


def ask_again(ask: Ask, given: Given, fresh: Given) -> None:
    """Calls that share arguments with earlier ones. ``fresh``: other ones, with another clip.

    Whoever gets another clip wrong on numbers never seen before does not do so by remembering.
    """
    new, old, advantages, mask, clip = given
    calls = [given, (new, old, -advantages, mask, clip), (new, old, advantages, mask.roll(1, 0), clip)]
    calls.append((old, new, advantages, mask, clip))
    if holds(ask, *fresh):
        calls.append((new, old, advantages, mask, fresh[-1]))
    with ask.blaming("remembers_calls"):
        for call in calls:
            ask(*call)


def rollout() -> Given:
    """Ratios on both sides of the clip, for gains and for losses."""
    ratio = torch.tensor([[1.5, 0.6, 1.05, 0.4, 1.9], [0.9, 1.6, 0.5, 1.4, 0.7], [1.1, 0.3, 1.8, 0.95, 1.3]])
    gain = torch.tensor([[0.9, -0.4, 1.7, 0.6, -1.2], [-0.8, -1.5, 0.7, 1.1, -0.3], [0.2, 1.4, -0.6, 0.8, 2.0]])
    old = -torch.tensor([[0.7, 1.1, 0.9, 1.6, 0.5], [1.3, 0.8, 0.6, 1.2, 1.0], [0.9, 1.5, 0.7, 1.1, 0.8]])
    return old + ratio.log(), old, gain, torch.arange(5) < torch.tensor([[4], [5], [2]]), 0.2


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    new, old, gain, mask, clip = given = rollout()
    with trial.case("example"):
        same = torch.tensor([[-0.5, -1.0, -0.7]])
        trial(same, same, torch.tensor([[1.0, -1.0, 2.0]]), torch.ones(1, 3).bool(), 0.2)
    with trial.case("three_answers"):
        trial.values(given, (old, new, gain.flip(0), mask, clip))
    with trial.case("again"):
        ask_again(trial, given, (new - 0.01, old, gain.flip(0), mask, 0.35))
    with trial.case("any_mask"):
        trial(new, old, gain, torch.tensor([[0, 1, 1, 0, 1], [0, 0, 0, 0, 0], [0, 0, 0, 1, 1]]).bool(), clip)
    with trial.case("sizes"):
        for n in (4, 1):
            trial(new[:1, :n], old[:1, :n], gain[:1, :n], mask[:1, :n], clip)
        trial(*(tensor.repeat(1, 14) for tensor in given[:4]), clip)
    with trial.case("ratio_one"):
        trial(new, new, gain, mask, clip)
    with trial.case("clip_stops"):
        for width in (clip, 0.35):
            ask_clip_stops(trial, width, torch.tensor([1.9, 0.4, 1.05]))
    with trial.case("not_detached"):
        ask_constants(trial, *given)
    with trial.case("none_counted"):
        ask_none_counted(trial, new, old, gain, clip)
    with trial.case("padding"):
        ask_padding(trial, *given)
    trial.last(*given)


EXERCISE = Exercise(
    "ppo_loss",
    number="7.6",
    hidden=12,
    arguments=("new_log_probs", "old_log_probs", "advantages", "mask", "clip"),
    results=(Reals("loss"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=("new_log_probs",),
)
