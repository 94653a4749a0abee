"""The exams of notebook 06; points, weights and hints stand in prompting.toml.

Right results and those of likely mistakes are computed by course_lib.checks.prompting_wrong.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import torch

from autograder.exams.common import blamed_on
from autograder.exams.subject import Given, Subject
from autograder.exams.values import Values
from autograder.properties import Ask, Callback, Exam, Failed, Raised, Rng, expect
from course_lib.checks.prompting_wrong import (
    Table,
    best_label,
    calibrated,
    count,
    likely_calibrated,
    likely_counts,
    likely_labels,
    likely_next_loss,
    next_loss,
)
from course_lib.checks.values import as_whole

loss_exam = Exam("next_token_loss")
count_exam = Exam("parameter_count")
verbalizer_exam = Exam("classify_by_verbalizer")
calibration_exam = Exam("contextual_calibration")


# ---------------------------------------------------------------- next_token_loss


def draw_loss(rng: Rng, batch: int, n: int, vocab: int) -> Given:
    """Different numbers of targets count in every text."""
    counted = torch.arange(n) < (1 + rng.integers(0, max(1, n - 1), batch, 1))
    logits = rng.normal(batch, n, vocab, dtype=torch.float32)
    return logits, rng.integers(0, vocab, batch, n), counted[:, rng.permutation(n)]


LOSS = Subject(loss_exam, ("logits", "tokens", "mask"), ("loss",), draw_loss, next_loss, likely_next_loss)
LOSS.examine(sizes=((3, 6, 7), (4, 7, 3)), odd=((1, 4, 6), (1, 2, 2), (5, 2, 3)))


@loss_exam.property("no_mask")
def loss_no_mask(ask: Ask, rng: Rng) -> None:
    logits, tokens, _ = draw_loss(rng, 3, 5, 4)
    for given in ((logits, tokens), (logits, tokens, None)):
        with blamed_on("no_mask", f"{next_loss(logits, tokens)[0].item():.5g}"):
            LOSS.expect(LOSS.ask(ask, given), (logits, tokens))


@loss_exam.property("none_counted")
def loss_none(ask: Ask, rng: Rng) -> None:
    logits, tokens, mask = draw_loss(rng, 2, 4, 5)
    given = (logits, tokens, torch.zeros_like(mask))
    with blamed_on("none_counted", 0):
        LOSS.expect(LOSS.ask(ask, given), given)
    grad = ask.call_with_grads("next_token_loss", given, [0], [torch.tensor(1.0)])[1][0]
    right = grad is not None and not bool(grad.any())
    expect(right, "none_counted", what="logits.grad", got="None" if grad is None else "NaN", expected=0)


@loss_exam.property("large")
def loss_large(ask: Ask, rng: Rng) -> None:
    logits, tokens, mask = draw_loss(rng, 3, 4, 5)
    given = (1000 * logits, tokens, mask)
    with blamed_on("large", f"{next_loss(*given)[0].item():.5g}"):
        LOSS.expect(LOSS.ask(ask, given), given)


# ---------------------------------------------------------------- parameter_count


def draw_sizes(rng: Rng, *tied: bool) -> Given:
    return (rng.integer(2, 9), 8 * rng.integer(2, 20), rng.integer(300, 5000), rng.integer(20, 90), *tied)


GPT2 = ((12, 768), (24, 1024), (36, 1280), (48, 1600))
COUNT = Values(count_exam, "count", "int", as_whole, count, likely_counts)
COUNT.examine("values", draw_sizes, times=3, core=True)
COUNT.examine("untied", lambda rng: draw_sizes(rng, False), lambda rng: draw_sizes(rng, True), times=2)
COUNT.examine("published", *(lambda rng, size=size: (*size, 50257, 1024) for size in GPT2))
COUNT.examine("no_layers", lambda rng: (0, *draw_sizes(rng)[1:]))


@count_exam.property("whole")
def count_whole(ask: Ask, rng: Rng) -> None:
    """More than a float can count to, and of the type int."""
    sizes = (1000 + rng.integer(1, 9), 1_000_001 + 2 * rng.integer(1, 99), 50_001)
    given = next((*sizes, context) for context in (4001, 4002) if count(*sizes, context) % 2)  # floats are even here
    with blamed_on("whole", count(*given), ("other", "not_plain")):
        COUNT.ask(ask, given)
    got = ask.call("parameter_count", *given)
    expect(type(got) is int, "whole", what="count", got=type(got).__name__, expected="int")


# ---------------------------------------------------------------- classify_by_verbalizer

Labels = Mapping[Any, Sequence[str]]
PROMPT = "It was"


def draw_table(rng: Rng, labels: Labels, low: float = -5.0) -> Table:
    """A log-probability for every answer, no label's sum near another's."""
    for _ in range(3000):
        answers = [answer for some in labels.values() for answer in some]
        values = (low + 4.5 * rng.uniform(len(answers))).tolist()
        table = Table(PROMPT, dict(zip(answers, values, strict=True)))
        if _clear(table, labels):
            return table
    raise RuntimeError("no table suits")


def _clear(table: Table, labels: Labels) -> bool:
    sums = sorted(_sum(table, some) for some in labels.values())
    return all(b - a > 0.02 for a, b in pairwise(sums))


def _sum(table: Table, answers: Sequence[str]) -> float:
    return float(torch.tensor([table.scores[a] for a in answers], dtype=torch.float64).logsumexp(0))


def label_of(ask: Ask, table: Table, labels: Labels) -> Any:
    """What comes back; Failed if log_prob was asked about something else."""
    table.refused = ""
    try:
        return ask.call("classify_by_verbalizer", Callback(table), PROMPT, {k: list(v) for k, v in labels.items()})
    except Raised as raised:
        if table.refused:
            raise Failed(table.refused, got=str(raised)[:200], expected="log_prob(prompt, answer)") from None
        raise


def classify(ask: Ask, *rounds: tuple[Table, Labels]) -> None:
    """The labels that come back are right; else Failed, named after the mistake that explains them all."""
    got = [label_of(ask, table, labels) for table, labels in rounds]
    want = [best_label(table, PROMPT, labels) for table, labels in rounds]
    wrong = next((i for i, pair in enumerate(zip(got, want, strict=True)) if not same_label(*pair)), None)
    if wrong is None:
        return
    numbers = {"what": "label", "got": str(got[wrong])[:100], "expected": str(want[wrong])}
    likely = [dict_of_lists(likely_labels(table, PROMPT, labels)) for table, labels in rounds]
    for key in likely[0] if len(rounds) > 1 else ():
        if all(any(same_label(one, value) for value in some[key]) for one, some in zip(got, likely, strict=True)):
            raise Failed(key, **numbers)
    if got[wrong] is None:
        raise Failed("none", what="label")
    known = any(same_label(got[wrong], label) for label in rounds[wrong][1])
    raise Failed("other" if known else "not_plain", **numbers)


def same_label(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def dict_of_lists(pairs: Sequence[tuple[str, Any]]) -> dict[str, list[Any]]:
    return {key: [value for other, value in pairs if other == key] for key, _ in pairs}


THREE = {"a": ["a1", "a2"], "b": ["b1", "b2", "b3"], "c": ["c1"], "d": ["d1", "d2", "d3", "d4"], "e": ["e1", "e2"]}


@verbalizer_exam.property("values", core=True)
def verbalizer_values(ask: Ask, rng: Rng) -> None:
    """Five labels in any order, twenty times: together they tell every likely mistake from every other."""
    names = list(THREE)
    orders = [{names[i]: THREE[names[i]] for i in rng.permutation(5).tolist()} for _ in range(20)]
    classify(ask, *((draw_table(rng, labels), labels) for labels in orders))


@verbalizer_exam.property("one_answer")
def verbalizer_one_answer(ask: Ask, rng: Rng) -> None:
    labels = {"yes": ["yes"], "no": ["no"], "perhaps": ["perhaps"]}
    for _ in range(3):
        with blamed_on("one_answer", "", ("other", "not_plain")):
            classify(ask, (draw_table(rng, labels), labels))


@verbalizer_exam.property("ties")
def verbalizer_ties(ask: Ask, rng: Rng) -> None:
    """Equal to the last bit: one answer each, the same number."""
    labels = {"b": ["b1"], "c": ["c1"], "a": ["a1"], "d": ["d1"]}
    for best in (("c1", "a1"), ("b1", "d1"), ("a1", "d1")):
        scores = {answer: -1.0 if answer in best else -3.0 for some in labels.values() for answer in some}
        with blamed_on("ties", "", ("other", "not_plain")):
            classify(ask, (Table(PROMPT, scores), labels))


@verbalizer_exam.property("tiny")
def verbalizer_tiny(ask: Ask, rng: Rng) -> None:
    """Of long answers: exp is 0 in any float."""
    for _ in range(4):
        with blamed_on("tiny", "", ("other", "not_plain")):
            classify(ask, (draw_table(rng, THREE, low=-2000.0), THREE))


@verbalizer_exam.property("any_labels")
def verbalizer_any_labels(ask: Ask, rng: Rng) -> None:
    for labels in ({1: ["one", "uno"], 0: ["zero"], 2: ["two"]}, {False: ["no"], True: ["yes", "sí"]}):
        for label in labels:  # each of them wins once
            tables = (draw_table(rng, labels) for _ in range(1000))
            table = next(table for table in tables if best_label(table, PROMPT, labels) == label)
            with blamed_on("any_labels", "", ("other", "not_plain")):
                classify(ask, (table, labels))


@verbalizer_exam.property("one_label")
def verbalizer_one_label(ask: Ask, rng: Rng) -> None:
    labels = {"only": ["a1", "a2"]}
    with blamed_on("one_label", "only", ("other", "not_plain")):
        classify(ask, (draw_table(rng, labels), labels))


@verbalizer_exam.property("unmodified")
def verbalizer_unmodified(ask: Ask, rng: Rng) -> None:
    given = {name: list(answers) for name, answers in THREE.items()}
    _, after = ask.call_keeping_arguments("classify_by_verbalizer", Callback(draw_table(rng, THREE)), PROMPT, given)
    expect({k: list(v) for k, v in after[2].items()} == THREE, "mutated", argument="verbalizers")


# ---------------------------------------------------------------- contextual_calibration


def draw_calibration(rng: Rng, batch: int, labels: int) -> Given:
    """Probabilities of labels, none of them small."""
    draw = lambda *shape: (0.7 * rng.normal(*shape)).softmax(-1).float()  # noqa: E731
    return draw(batch, labels), draw(labels)


CALIBRATION = Subject(
    calibration_exam,
    ("label_probs", "content_free_probs"),
    ("probs",),
    draw_calibration,
    calibrated,
    likely_calibrated,
)
CALIBRATION.examine(sizes=((4, 3), (3, 5)), odd=((1, 2), (1, 6), (6, 2)))


@calibration_exam.property("even")
def calibration_even(ask: Ask, rng: Rng) -> None:
    """Also where the even prompt's probabilities sum to something else than 1: only ratios matter."""
    probs, _ = draw_calibration(rng, 4, 5)
    for value in (0.2, 0.05):
        given = (probs, torch.full((5,), value))
        with blamed_on("even", ""):
            CALIBRATION.expect(CALIBRATION.ask(ask, given), given)


@calibration_exam.property("itself")
def calibration_itself(ask: Ask, rng: Rng) -> None:
    _, free = draw_calibration(rng, 1, 4)
    given = (free[None].repeat(3, 1), free)
    with blamed_on("itself", 0.25):
        CALIBRATION.expect(CALIBRATION.ask(ask, given), given)


@calibration_exam.property("small")
def calibration_small(ask: Ask, rng: Rng) -> None:
    """A label that the prompt hardly ever allows, and probabilities of long answers, which sum to little."""
    probs, free = draw_calibration(rng, 3, 4)
    for given in ((1e-12 * probs, 1e-12 * free), (probs, torch.cat((free[:3], 1e-9 * free[3:])))):
        with blamed_on("small", ""):
            CALIBRATION.expect(CALIBRATION.ask(ask, given), given)
