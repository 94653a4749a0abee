"""The visible checks of notebook 07: the cases of its six exercises, in the order a learner meets their mistakes."""

import math
from typing import Any

import torch
from torch import Tensor

from course_lib.checks.checker import COMMON, Exercise, Trial, Wrong, example_first, plain
from course_lib.checks.instruction_tuning_causes import GAE, LABELS, PPO, PREFERENCE, SPANS
from course_lib.checks.instruction_tuning_lora import check_lora
from course_lib.checks.instruction_tuning_wrong import (
    clipped,
    corrupt,
    estimate,
    labels_of,
    likely_clipped,
    likely_corrupt,
    likely_estimate,
    likely_labels_of,
    likely_preference,
    preference,
)
from course_lib.checks.outputs import same_outputs
from course_lib.checks.subject import Subject
from course_lib.checks.values import Values, as_lists, raises
from course_lib.language import mark

# ---------------------------------------------------------------- span_corruption

CORRUPTED = Values("(inputs, targets)", "(inputs, targets)", as_lists, corrupt, likely_corrupt, SPANS)
SENTINELS, EOS = [90, 91, 92, 93, 94], 1


def check_spans(trial: Trial, answer: Any) -> None:
    """Exercise 7.1."""
    tokens = list(range(10, 23))

    def example(trial: Trial) -> None:
        trial.on(mark("The example: four tokens, one span"), COMMON["value"])
        CORRUPTED.ask(trial, answer, ([5, 6, 7, 8], [(1, 2)], [90, 91], EOS))

    def larger(trial: Trial) -> None:
        trial.on(mark("Two and three spans"))
        both = ([(2, 2), (6, 4)], [(1, 3), (6, 2), (10, 1)])
        CORRUPTED.ask_all(trial, answer, *((tokens, spans, SENTINELS, EOS) for spans in both))
        trial.on(mark("No spans"), SPANS["no_spans"])
        CORRUPTED.ask(trial, answer, (tokens, [], SENTINELS, EOS))
        trial.on(mark("A span at each edge"), SPANS["edges"])
        CORRUPTED.ask(trial, answer, (tokens, [(0, 2), (11, 2)], SENTINELS, EOS))
        trial.on(mark("Spans that touch"), SPANS["adjacent"])
        CORRUPTED.ask(trial, answer, (tokens, [(2, 2), (4, 1), (5, 3)], SENTINELS, EOS))
        trial.on(mark("Everything hidden"), SPANS["whole"])
        CORRUPTED.ask(trial, answer, (tokens, [(0, 13)], SENTINELS, EOS))
        trial.on(mark("ValueError for too few sentinels"))
        for some in (SENTINELS[:2], SENTINELS[:1]):
            raises(trial, answer, (tokens, [(2, 2), (6, 1)], some, EOS), SPANS["too_few"])
        CORRUPTED.unchanged(trial, answer, (tokens, [(2, 2), (6, 1)], SENTINELS, EOS))

    example_first(trial, example, larger)


# ---------------------------------------------------------------- sft_labels

Rows = tuple[Tensor, Tensor, Tensor]


def ask_labels(trial: Trial, answer: Any, given: Rows, *, named: bool = False) -> None:
    got, want = trial.call(answer, *given), labels_of(*given)[0]
    plain(got, "labels")
    for key, (wrong,) in likely_labels_of(*given) if named else ():
        if same_outputs(got, (wrong,)):
            if wrong.shape != want.shape:
                raise Wrong(LABELS[key], f"labels.shape = {tuple(wrong.shape)}", f"{tuple(want.shape)}")
            where = (wrong != want).nonzero()[0].tolist()
            numbers = [str(side[tuple(where)].item()) for side in (wrong, want)]
            raise Wrong(LABELS[key], f"labels{where} = {numbers[0]}", numbers[1])
    trial.close(got, want, "labels")


def check_labels(trial: Trial, answer: Any) -> None:
    """Exercise 7.2."""
    tokens = torch.tensor([[11, 12, 13, 14, 15, 16, 17], [21, 22, 23, 24, 25, 26, 27], [31, 32, 33, 34, 35, 36, 37]])
    prompt, real = torch.tensor([2, 4, 1]), torch.arange(7) < torch.tensor([[6], [7], [5]])

    def example(trial: Trial) -> None:
        trial.on(mark("The example: two of three tokens are the response"))
        ask_labels(
            trial, answer, (torch.tensor([[7, 8, 9, 0]]), torch.tensor([1]), torch.tensor([[True] * 3 + [False]]))
        )

    def larger(trial: Trial) -> None:
        trial.on(mark("Three rows of seven tokens"))
        ask_labels(trial, answer, (tokens, prompt, real), named=True)
        scattered = torch.tensor([[0, 1, 1, 0, 1, 1, 1], [1, 0, 1, 1, 1, 0, 1], [0, 0, 1, 1, 0, 1, 1]]).bool()
        cases: tuple[tuple[str, str, Rows], ...] = (
            (mark("Padding in other places"), "left_padding", (tokens, prompt, scattered)),
            (mark("Without padding"), "no_padding", (tokens, prompt, torch.ones_like(real))),
            (mark("No response"), "no_response", (tokens, real.sum(1), real)),
            (mark("No prompt"), "no_prompt", (tokens, prompt * 0, real)),
            (mark("Other ids, 0 among them"), "any_ids", (tokens % 2, prompt, real)),
            (mark("One row"), "sizes", (tokens[:1, :4], prompt[:1], real[:1, :4])),
            (mark("One row"), "sizes", (tokens[:1, :1], prompt[:1] * 0, real[:1, :1])),
        )
        for case, key, given in cases:
            trial.on(case, LABELS[key])
            ask_labels(trial, answer, given)
        trial.on(mark("Arguments stay as they were"))
        given = tuple(tensor.clone() for tensor in (tokens, prompt, real))  # type: ignore[assignment]
        trial.call_on(answer, *given)
        if not all(map(torch.equal, given, (tokens, prompt, real))):
            raise Wrong(COMMON["mutated"])

    example_first(trial, example, larger)


# ---------------------------------------------------------------- preference_loss

PREFERRED = Subject(("chosen_rewards", "rejected_rewards"), ("loss",), preference, likely_preference, PREFERENCE)


def check_preference(trial: Trial, answer: Any) -> None:
    """Exercise 7.4."""
    chosen, rejected = torch.tensor([0.8, -1.3, 2.0, 0.1, -0.4]), torch.tensor([0.3, 0.4, -0.7, 0.9, -1.6])

    def example(trial: Trial) -> None:
        trial.on(mark("The example: rewards 2 and 1"))
        given = (torch.tensor([2.0]), torch.tensor([1.0]))
        PREFERRED.expect(trial, trial.steady(answer, *given), given)

    def larger(trial: Trial) -> None:
        trial.on(mark("Five pairs"))
        PREFERRED.ask(trial, answer, (chosen, rejected), named=True)
        trial.on(mark("Equal rewards"), PREFERENCE["equal"])
        PREFERRED.ask(trial, answer, (5 * chosen, 5 * chosen))
        for sign in (1, -1):
            trial.on(mark("Rewards 10,000 apart"), PREFERENCE["far"])
            PREFERRED.ask(trial, answer, (chosen + sign * 1e4, rejected))
            leaf = (chosen + sign * 1e4).requires_grad_()
            loss = trial.call_on(answer, leaf, rejected)
            if isinstance(loss, Tensor) and loss.requires_grad:
                grad = torch.autograd.grad(loss, leaf)[0]
                if not grad.isfinite().all():
                    raise Wrong(PREFERENCE["far"], "chosen_rewards.grad = nan", "")
        trial.on(mark("One pair"), PREFERENCE["sizes"])
        PREFERRED.ask(trial, answer, (chosen[:1], rejected[:1]))
        PREFERRED.last(trial, answer, (chosen, rejected))

    example_first(trial, example, larger)


# ---------------------------------------------------------------- gae

ESTIMATED = Subject(
    ("rewards", "values", "mask", "gamma", "lam"), ("advantages", "returns"), estimate, likely_estimate, GAE, learned=()
)
GENERATOR_SEED = 4


def check_gae(trial: Trial, answer: Any) -> None:
    """Exercise 7.5."""
    rewards, values = torch.randn(2, 3, 5, generator=torch.Generator().manual_seed(GENERATOR_SEED))
    mask = torch.arange(5) < torch.tensor([[3], [5], [2]])

    def example(trial: Trial) -> None:
        trial.on(mark("The example: three tokens, the reward at the last"))
        given = (torch.tensor([[0.0, 0.0, 1.0]]), torch.tensor([[0.5, 0.5, 0.5]]), torch.ones(1, 3).bool(), 1.0, 0.5)
        ESTIMATED.expect(trial, trial.steady(answer, *given), given)

    def larger(trial: Trial) -> None:
        trial.on(mark("Three answers of up to five tokens"))
        ESTIMATED.ask(trial, answer, (rewards, values, mask, 0.9, 0.7), named=True)
        trial.on(mark("γ = λ = 1"), GAE["telescopes"])
        ESTIMATED.ask(trial, answer, (rewards, values, mask, 1.0, 1.0))
        trial.on(mark("λ = 0"), GAE["one_step"])
        ESTIMATED.ask(trial, answer, (rewards, values, mask, 0.9, 0.0))
        trial.on(mark("Infinities in the padding"), GAE["padding"])
        dirty = [x.masked_fill(~mask, math.inf) for x in (rewards, values)]
        ESTIMATED.ask(trial, answer, (*dirty, mask, 0.9, 0.7))
        trial.on(mark("No token, one token"), GAE["no_tokens"])
        short = torch.arange(5) < torch.tensor([[0], [1], [5]])
        ESTIMATED.ask(trial, answer, (rewards, values, short, 0.9, 0.7))
        for n in (4, 1):
            trial.on(mark("One answer, other sizes"), GAE["sizes"])
            ESTIMATED.ask(trial, answer, (rewards[:1, :n], values[:1, :n], mask[:1, :n], 0.9, 0.7))
        ESTIMATED.last(trial, answer, (rewards, values, mask, 0.9, 0.7))

    example_first(trial, example, larger)


# ---------------------------------------------------------------- ppo_loss

CLIPPED = Subject(
    ("new_log_probs", "old_log_probs", "advantages", "mask", "clip"),
    ("loss",),
    clipped,
    likely_clipped,
    PPO,
    learned=("new_log_probs",),
)


def rollout() -> tuple[Tensor, Tensor, Tensor, Tensor, float]:
    """Ratios on both sides of the clip, for gains and for losses."""
    ratio = torch.tensor([[1.5, 0.6, 1.05, 0.4, 1.9], [0.9, 1.6, 0.5, 1.4, 0.7], [1.1, 0.3, 1.8, 0.95, 1.3]])
    gain = torch.tensor([[0.9, -0.4, 1.7, 0.6, -1.2], [-0.8, -1.5, 0.7, 1.1, -0.3], [0.2, 1.4, -0.6, 0.8, 2.0]])
    old = -torch.tensor([[0.7, 1.1, 0.9, 1.6, 0.5], [1.3, 0.8, 0.6, 1.2, 1.0], [0.9, 1.5, 0.7, 1.1, 0.8]])
    return old + ratio.log(), old, gain, torch.arange(5) < torch.tensor([[4], [5], [2]]), 0.2


def check_ppo(trial: Trial, answer: Any) -> None:
    """Exercise 7.6."""
    new, old, gain, mask, clip = given = rollout()

    def example(trial: Trial) -> None:
        trial.on(mark("The example: a ratio of 1.5, clipped at 1.2"))
        one = (torch.tensor([[math.log(1.5)]]), torch.zeros(1, 1), torch.tensor([[2.0]]), torch.ones(1, 1).bool(), 0.2)
        CLIPPED.expect(trial, trial.steady(answer, *one), one)

    def larger(trial: Trial) -> None:
        trial.on(mark("Three answers of five tokens"))
        CLIPPED.ask(trial, answer, given, named=True)
        trial.on(mark("Nothing has changed yet"), PPO["ratio_one"])
        CLIPPED.ask(trial, answer, (new, new, gain, mask, clip))
        gradients(trial, answer)
        for value in (math.inf, -math.inf):
            trial.on(mark("Infinities in the padding"), PPO["padding"])
            dirty = (new.masked_fill(~mask, value), old, gain, mask, clip)
            CLIPPED.ask(trial, answer, dirty)
            grad = gradient_of(trial, answer, dirty)
            if not grad.isfinite().all() or bool(grad[~mask].any()):
                raise Wrong(PPO["padding"], "new_log_probs.grad = nan", "0")
        trial.on(mark("No token counts"), PPO["none_counted"])
        none = (new, old, gain, torch.zeros_like(mask), clip)
        CLIPPED.ask(trial, answer, none)
        if bool(gradient_of(trial, answer, none).any()):
            raise Wrong(PPO["none_counted"], "new_log_probs.grad", "0")
        for n in (4, 1):
            trial.on(mark("One answer, other sizes"), PPO["sizes"])
            CLIPPED.ask(trial, answer, (new[:1, :n], old[:1, :n], gain[:1, :n], mask[:1, :n], clip))
        CLIPPED.last(trial, answer, given)

    example_first(trial, example, larger)


def gradient_of(trial: Trial, answer: Any, given: tuple[Any, ...]) -> Tensor:
    """The gradient by new_log_probs. Else Wrong."""
    leaf = given[0].clone().requires_grad_()
    loss = trial.call_on(answer, leaf, *(x.clone() if isinstance(x, Tensor) else x for x in given[1:]))
    plain(loss, "loss")
    if not loss.requires_grad:
        raise Wrong(trial.blame or COMMON["no_gradient"], "new_log_probs.grad = None", "")
    return torch.autograd.grad(loss, leaf, allow_unused=True)[0].nan_to_num(nan=math.inf)


def gradients(trial: Trial, answer: Any) -> None:
    """Clipped gains have none, and what is a constant gets none."""
    new, old, gain, mask, clip = rollout()
    if not trial.call_on(answer, new.clone().requires_grad_(), old, gain, mask, clip).requires_grad:
        raise Wrong(COMMON["no_gradient"])
    trial.on(mark("Gains are held back, losses are not"), PPO["clip_stops"])
    for width in (clip, 0.35):
        given = (new, old, gain, mask, width)
        CLIPPED.ask(trial, answer, given)
        leaf = new.double().requires_grad_()
        (want,) = torch.autograd.grad(clipped(leaf, *given[1:])[0], leaf)
        trial.close(gradient_of(trial, answer, given), want.float(), "new_log_probs.grad")
    trial.on(mark("Old and advantages are constants"), PPO["not_detached"])
    leaves = [x.clone().requires_grad_() for x in (old, gain)]
    loss = trial.call_on(answer, new.clone().requires_grad_(), *leaves, mask, clip)
    for name, grad in zip(
        ("old_log_probs", "advantages"), torch.autograd.grad(loss, leaves, allow_unused=True), strict=True
    ):
        if grad is not None and bool(grad.any()):
            raise Wrong(PPO["not_detached"], f"{name}.grad", "None")


EXERCISES = {
    "span_corruption": Exercise("7.1", 7, check_spans),
    "sft_labels": Exercise("7.2", 8, check_labels),
    "LoRALinear": Exercise("7.3", 8, check_lora),
    "preference_loss": Exercise("7.4", 7, check_preference),
    "gae": Exercise("7.5", 8, check_gae),
    "ppo_loss": Exercise("7.6", 10, check_ppo),
}
