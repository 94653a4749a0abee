"""The visible checks of notebook 06: the cases of its four exercises, in the order a learner meets their mistakes."""

import math
from typing import Any

import torch

from course_lib.checks.checker import COMMON, Exercise, Trial, Wrong, example_first, plain
from course_lib.checks.prompting_causes import CALIBRATION, COUNT, NEXT, VERBALIZER
from course_lib.checks.prompting_wrong import (
    Table,
    Verbalizers,
    best_label,
    calibrated,
    count,
    likely_calibrated,
    likely_counts,
    likely_labels,
    likely_next_loss,
    next_loss,
)
from course_lib.checks.subject import Subject
from course_lib.checks.values import Values, as_whole, over
from course_lib.language import mark

# ---------------------------------------------------------------- next_token_loss

NEXT_LOSS = Subject(("logits", "tokens", "mask"), ("loss",), next_loss, likely_next_loss, NEXT)


def check_next(trial: Trial, answer: Any) -> None:
    """Exercise 6.1."""
    logits = torch.randn(3, 5, 7, generator=torch.Generator().manual_seed(0))
    tokens = torch.tensor([[3, 1, 6, 0, 2], [0, 2, 5, 5, 1], [1, 5, 0, 4, 2]])
    mask = torch.tensor([[1, 1, 0, 1, 0], [0, 1, 0, 0, 0], [1, 0, 1, 1, 1]]).bool()

    def example(trial: Trial) -> None:
        trial.on(mark("The example: one target of two counts"))
        given = (
            torch.tensor([[[0.0, 1.0], [5.0, 0.0], [2.0, 2.0]]]),
            torch.tensor([[0, 1, 0]]),
            torch.tensor([[True, True, False]]),
        )
        NEXT_LOSS.expect(trial, trial.steady(answer, *given), given)

    def larger(trial: Trial) -> None:
        trial.on(mark("Three texts of five tokens"))
        NEXT_LOSS.ask(trial, answer, (logits, tokens, mask), named=True)
        trial.on(mark("Without a mask"), NEXT["no_mask"])
        NEXT_LOSS.ask(trial, answer, (logits, tokens))
        trial.on(mark("No target counts"), NEXT["none_counted"])
        leaf, none = logits.clone().requires_grad_(), torch.zeros_like(mask)
        if not trial.call_on(answer, leaf, tokens.clone(), mask.clone()).requires_grad:
            raise Wrong(COMMON["no_gradient"])
        loss = trial.call_on(answer, leaf, tokens.clone(), none)
        plain(loss, "loss")
        NEXT_LOSS.expect(trial, loss.detach(), (logits, tokens, none))
        if not loss.requires_grad or bool(torch.autograd.grad(loss, leaf)[0].any()):
            raise Wrong(NEXT["none_counted"], "logits.grad", "0")
        trial.on(mark("Large scores"), NEXT["large"])
        NEXT_LOSS.ask(trial, answer, (1000 * logits, tokens, mask))
        trial.on(mark("One text, other sizes"), NEXT["sizes"])
        NEXT_LOSS.ask(trial, answer, (logits[:1, :4], tokens[:1, :4], mask[:1, :4]))
        NEXT_LOSS.last(trial, answer, (logits, tokens, mask))

    example_first(trial, example, larger)


# ---------------------------------------------------------------- parameter_count

COUNTED = Values("count", "int", as_whole, count, likely_counts, COUNT)


def check_count(trial: Trial, answer: Any) -> None:
    """Exercise 6.2."""

    def example(trial: Trial) -> None:
        trial.on(mark("The example: one block of one column"), COMMON["value"])
        COUNTED.ask(trial, answer, (1, 1, 10, 5))

    def larger(trial: Trial) -> None:
        trial.on(mark("Two blocks of sixteen columns"))
        COUNTED.ask_all(trial, answer, (2, 16, 503, 31), (3, 40, 901, 64))
        trial.on(mark("tied=False"), COUNT["untied"])
        COUNTED.ask(trial, answer, (2, 8, 503, 31, False))
        COUNTED.ask(trial, answer, (2, 8, 503, 31, True))
        trial.on(mark("GPT-2, 124 million"), COUNT["published"])
        COUNTED.ask(trial, answer, (12, 768, 50257, 1024))
        trial.on(mark("Without layers"), COUNT["no_layers"])
        COUNTED.ask(trial, answer, (0, 8, 503, 31))
        trial.on(mark("Sixteen digits, exactly"), COUNT["whole"])
        COUNTED.ask(trial, answer, (1001, 1_000_003, 50_001, 4001))
        got = trial.call(answer, 1001, 1_000_003, 50_001, 4001)
        if type(got) is not int:
            raise Wrong(COUNT["whole"], type(got).__name__, "int")

    example_first(trial, example, larger)


# ---------------------------------------------------------------- classify_by_verbalizer

PROMPT = "It was"
LABELS = {"bad": ["awful"], "good": ["great", "lovely"], "so-so": ["okay", "fine", "average"]}
# Log-probabilities for which each mistake gives another label than is right, in one round or another.
ROUNDS = (
    {"awful": 0.3, "great": 0.2, "lovely": 0.25, "okay": 0.02, "fine": 0.03, "average": 0.04},
    {"awful": 0.28, "great": 0.27, "lovely": 0.001, "okay": 0.14, "fine": 0.12, "average": 0.1},
    {"awful": 0.1, "great": 0.02, "lovely": 0.38, "okay": 0.15, "fine": 0.1, "average": 0.1},
    {"awful": 0.5, "great": 0.2, "lovely": 0.2, "okay": 0.02, "fine": 0.01, "average": 0.03},
    {"awful": 0.2, "great": 0.3, "lovely": 0.02, "okay": 0.05, "fine": 0.03, "average": 0.21},
)


def classify(trial: Trial, answer: Any, *rounds: tuple[Table, Verbalizers]) -> None:
    """The labels that come back are right. Else Wrong, named after the mistake that explains them all."""
    got = [label_of(trial, answer, *one) for one in rounds]
    want = [best_label(table, PROMPT, labels) for table, labels in rounds]
    wrong = next((i for i, pair in enumerate(zip(got, want, strict=True)) if not same_label(*pair)), None)
    if wrong is None:
        return
    if got[wrong] is None:
        raise Wrong(COMMON["none"], "label = None", str(want[wrong]))
    _, likely = over([(table, PROMPT, labels) for table, labels in rounds], best_label, likely_labels)
    for key, found in likely if len(rounds) > 1 else ():
        if all(map(same_label, got, found)):
            raise Wrong(VERBALIZER[key], str(got[wrong]), str(want[wrong]))
    key = "other" if any(same_label(got[wrong], label) for label in rounds[wrong][1]) else "not_plain"
    raise Wrong(trial.blame or VERBALIZER[key], str(got[wrong])[:80], str(want[wrong]))


def label_of(trial: Trial, answer: Any, table: Table, labels: Verbalizers) -> Any:
    """What comes back. Wrong if log_prob was asked about something else."""
    table.refused = ""
    try:
        return trial.call(answer, table, table.prompt, {label: list(some) for label, some in labels.items()})
    except Wrong as wrong:
        raise (wrong.named(VERBALIZER[table.refused]) if table.refused else wrong) from None


def same_label(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def table(probs: dict[str, float], shift: float = 0.0) -> Table:
    return Table(PROMPT, {word: math.log(p) + shift for word, p in probs.items()})


def check_verbalizer(trial: Trial, answer: Any) -> None:
    """Exercise 6.3."""
    orders = (("bad", "good", "so-so"), ("so-so", "bad", "good"), ("good", "so-so", "bad"))
    sorted_labels = [{label: LABELS[label] for label in order} for order in orders]
    two = {label: LABELS[label] for label in ("bad", "good")}

    def example(trial: Trial) -> None:
        trial.on(mark("The example: 0.2 + 0.25 against 0.3"), COMMON["value"])
        classify(trial, answer, (table(ROUNDS[0]), two))

    def larger(trial: Trial) -> None:
        trial.on(mark("Three labels with several answers"))
        classify(trial, answer, *((table(probs), labels) for probs in ROUNDS for labels in sorted_labels))
        odd_labels(trial, answer)
        trial.on(mark("Arguments stay as they were"))
        given = {label: list(some) for label, some in LABELS.items()}
        trial.call_on(answer, table(ROUNDS[0]), PROMPT, given)
        if given != LABELS:
            raise Wrong(COMMON["mutated"], "verbalizers")

    example_first(trial, example, larger)


def odd_labels(trial: Trial, answer: Any) -> None:
    """Single answers, ties, tiny probabilities, labels of other kinds."""
    trial.on(mark("One label"), VERBALIZER["one_label"])
    classify(trial, answer, (table(ROUNDS[0]), {"good": LABELS["good"]}))
    trial.on(mark("Two labels that tie"), VERBALIZER["ties"])
    single = {label: answers[:1] for label, answers in LABELS.items()} | {"also": ["average"]}
    for equal in (("great", "okay"), ("awful", "great"), ("okay", "average")):
        probs = {word: 0.4 if word in equal else 0.1 for word in ("awful", "great", "okay", "average")}
        classify(trial, answer, (table(probs), single))
    for probs in ROUNDS:
        trial.on(mark("One answer per label"), VERBALIZER["one_answer"])
        classify(trial, answer, (table(probs), {label: answers[:1] for label, answers in LABELS.items()}))
        trial.on(mark("Log-probabilities around −2,000"), VERBALIZER["tiny"])
        classify(trial, answer, (table(probs, shift=-2000.0), LABELS))
        trial.on(mark("Labels that are numbers"), VERBALIZER["any_labels"])
        classify(trial, answer, (table(probs), {0: LABELS["bad"], 1: LABELS["good"]}))
        classify(trial, answer, (table(probs), {True: LABELS["good"], False: LABELS["bad"]}))


# ---------------------------------------------------------------- contextual_calibration

CALIBRATED = Subject(("label_probs", "content_free_probs"), ("probs",), calibrated, likely_calibrated, CALIBRATION)


def check_calibration(trial: Trial, answer: Any) -> None:
    """Exercise 6.4."""
    probs = torch.tensor([[0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.25, 0.15, 0.6], [0.3, 0.3, 0.4]])
    free = torch.tensor([0.55, 0.3, 0.15])

    def example(trial: Trial) -> None:
        trial.on(mark("The example: a prompt that favours the first of two labels"))
        given = (torch.tensor([[0.6, 0.4]]), torch.tensor([0.8, 0.2]))
        CALIBRATED.expect(trial, trial.steady(answer, *given), given)

    def larger(trial: Trial) -> None:
        trial.on(mark("Four texts, three labels"))
        CALIBRATED.ask(trial, answer, (probs, free), named=True)
        for value in (1 / 3, 0.05):
            trial.on(mark("An even prompt"), CALIBRATION["even"])
            CALIBRATED.ask(trial, answer, (probs, torch.full((3,), value)))
        trial.on(mark("The empty prompt itself"), CALIBRATION["itself"])
        CALIBRATED.ask(trial, answer, (free[None].repeat(2, 1), free))
        for given in ((1e-12 * probs, 1e-12 * free), (probs, torch.tensor([0.6, 0.4, 1e-9]))):
            trial.on(mark("Small probabilities"), CALIBRATION["small"])
            CALIBRATED.ask(trial, answer, given)
        trial.on(mark("One text, other sizes"), CALIBRATION["sizes"])
        CALIBRATED.ask(trial, answer, (probs[:1, :2], free[:2]))
        CALIBRATED.last(trial, answer, (probs, free))

    example_first(trial, example, larger)


EXERCISES = {
    "next_token_loss": Exercise("6.1", 8, check_next),
    "parameter_count": Exercise("6.2", 5, check_count),
    "classify_by_verbalizer": Exercise("6.3", 7, check_verbalizer),
    "contextual_calibration": Exercise("6.4", 8, check_calibration),
}
