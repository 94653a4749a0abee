"""``classify_by_verbalizer``: the label whose answers are likeliest together (Schick and Schütze 2021).

What a question is about: a table of log-probabilities, the prompt, and the labels with their answers.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.failed import Failed, shown
from course_lib.asking.questions import Callback
from course_lib.asking.results import Label
from course_lib.asking.visible import Trial

Verbalizers = Mapping[Any, Sequence[str]]
Scores = Mapping[Any, Sequence[float]]  # of each label's answers


class Table:
    """log P(answer | prompt) as a function.

    ``refused``: how the last call that did not fit was wrong. ``earlier``: the table of the first call, which an answer
    that remembers calls still goes by.
    """

    def __init__(self, prompt: str, scores: Mapping[str, float], earlier: "Table | None" = None) -> None:
        self.prompt, self.scores, self.earlier = prompt, dict(scores), earlier
        self.refused: Failed | None = None

    def __call__(self, prompt: Any = None, answer: Any = None) -> float:
        if type(prompt) is str and type(answer) is str and prompt == self.prompt and answer in self.scores:
            return self.scores[answer]
        swapped = type(answer) is str and answer == self.prompt
        asked = ", ".join(shown(repr(each)) for each in (prompt, answer) if each is not None)
        expected = f"log_prob({shown(repr(self.prompt))}, {next(iter(self.scores))!r})"
        key = "arguments_swapped" if swapped else "other_question"
        self.refused = Failed(key, what="call", got=f"log_prob({asked})", expected=expected)
        raise ValueError(f"log_prob was asked about {asked[:120]}")


def right(table: Table, prompt: str, labels: Verbalizers) -> Any:
    """With log P = −1 for "good", −1.2 for "bad", −1.3 for "awful": "-" of {"+": ["good"], "-": ["bad", "awful"]}."""
    return _best(_together(_scores(table, labels)))


def mistakes(table: Table, prompt: str, labels: Verbalizers) -> Mistakes:
    """What comes out after each likely mistake."""
    scores = _scores(table, labels)
    together, names = _together(scores), list(labels)
    best, in_order = _best(together), sorted(labels, key=lambda label: (str(type(label)), label))
    pairs = [(score, answer) for label in labels for score, answer in zip(scores[label], labels[label], strict=True)]
    own = list(zip(scores[best], labels[best], strict=True))

    def by(score: Any) -> Any:
        return _best({label: score(list(values)) for label, values in scores.items()})

    def by_length(length: Any) -> Any:
        return _best(_together({label: [table.scores[a] / length(a) for a in labels[label]] for label in labels}))

    return [
        ("best_answer_only", by(max)),
        ("worst_answer_only", by(min)),
        ("first_answer_only", by(lambda values: values[0])),
        ("last_answer_only", by(lambda values: values[-1])),
        ("answer_lost", by(lambda values: _log_sum(values[1:]))),
        ("answer_lost", by(lambda values: _log_sum(values[:-1]))),
        ("averaged", by(lambda values: _log_sum(values) - math.log(len(values)))),
        ("logs_summed", by(sum)),
        ("logs_averaged", by(lambda values: sum(values) / len(values))),
        ("other_base", by(lambda values: _log_sum([value * math.log(2) for value in values]))),
        ("other_base", by(lambda values: _log_sum([value * math.log(10) for value in values]))),
        ("length_normalised", by_length(len)),
        ("length_normalised", by_length(lambda answer: len(answer.split()))),
        ("worst_label", _best({label: -value for label, value in together.items()})),
        ("first_label", names[0]),
        ("last_label", names[-1]),
        ("most_answers", by(lambda values: float(len(values)))),
        ("labels_sorted", in_order[names.index(best)]),
        ("labels_sorted", names[in_order.index(best)]),
        ("index_returned", names.index(best)),
        ("answer_returned", max(pairs)[1]),
        ("answer_returned", max(own)[1]),
        ("remembers_calls", _best(_together(_scores(table.earlier or table, labels)))),
    ]


def _scores(table: Table, labels: Verbalizers) -> dict[Any, list[float]]:
    return {label: [table.scores[answer] for answer in answers] for label, answers in labels.items()}


def _together(scores: Scores) -> dict[Any, float]:
    return {label: _log_sum(values) for label, values in scores.items()}


def _log_sum(values: Sequence[float]) -> float:
    """log Σ exp; of nothing, −∞."""
    top = max(values, default=-math.inf)
    return top + math.log(sum(math.exp(value - top) for value in values)) if values else -math.inf


def _best(scores: Mapping[Any, float]) -> Any:
    """The first of the largest."""
    return max(scores, key=lambda label: scores[label])


def sent(table: Table, prompt: str, labels: Verbalizers) -> tuple:
    """The arguments themselves."""
    table.refused = None
    return Callback(table), prompt, {label: list(answers) for label, answers in labels.items()}


def symptom(found: Outputs, given: Given) -> str | None:
    """A number of the scores' kind, or anything else that is no label."""
    labels = given[2]
    if any(same(found[0], label) for label in labels):
        return None
    return "score_returned" if type(found[0]) is float else "not_a_label"


def describe(table: Table, prompt: str, labels: Verbalizers) -> str:
    """The labels, and the log-probability of each answer."""
    each = (
        f"{label!r} ({', '.join(f'{answer!r} {table.scores[answer]:.4g}' for answer in answers)})"
        for label, answers in labels.items()
    )
    text = f"prompt = {prompt!r}, verbalizers = {', '.join(each)}"
    return text if len(text) <= 300 else f"{text[:299]}…"


def clear(table: Table, labels: Verbalizers, gap: float = 0.02) -> bool:
    """No label's sum is near another's."""
    sums = sorted(_together(_scores(table, labels)).values())
    return all(high - low > gap for low, high in pairwise(sums))


# ---------------------------------------------------------------- a question that the check and the exam share


def ask_rounds(ask: Ask, rounds: Sequence[Given]) -> None:
    """The label is right in every round. Raises Failed otherwise, named only after a mistake that explains all
    rounds: some mistake gives almost any label in one."""
    got = [ask.got(*given) for given in rounds]
    ask.steady(got[0], ask.got(*rounds[0]))
    try:
        ask.settle(rounds, got)
    except Failed as failed:
        if failed.slip is not None or not failed.explained or failed.key in ("score_returned", "not_a_label"):
            raise
        columns = zip(*(mistakes(*given) for given in rounds), strict=True)
        values = [[value for _, value in column] for column in columns if column[0][0] == failed.key]
        if not any(all(map(same, got, each)) for each in values):
            raise failed.named("value") from None
        raise


def ask_unmodified(ask: Ask, *given: Any) -> None:
    """The call leaves its arguments as they were; a dictionary of lists is too long to show."""
    try:
        ask.unmodified(*given)
    except Failed as failed:
        raise Failed(failed.key, case=failed.facts.case) from None


def same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


# ---------------------------------------------------------------- the check

PROMPT = "A long film.\nIt was"
LABELS = {"bad": ["poor"], "good": ["great", "really lovely"], "so-so": ["okay", "fine", "not too bad"]}
# Probabilities for which each mistake gives another label than is right, in one round or another.
ROUNDS = (
    (0.3, 0.2, 0.25, 0.02, 0.03, 0.04),
    (0.28, 0.27, 0.001, 0.14, 0.12, 0.1),
    (0.1, 0.02, 0.38, 0.15, 0.1, 0.1),
    (0.5, 0.2, 0.2, 0.02, 0.01, 0.03),
    (0.2, 0.3, 0.02, 0.05, 0.03, 0.21),
    (0.33, 0.26, 0.08, 0.03, 0.12, 0.08),
)


def table_of(probs: Sequence[float], shift: float = 0.0, earlier: Table | None = None) -> Table:
    """The answers of LABELS, with these probabilities."""
    answers = [answer for some in LABELS.values() for answer in some]
    return Table(PROMPT, {a: math.log(p) + shift for a, p in zip(answers, probs, strict=True)}, earlier)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    first = table_of(ROUNDS[0])
    tables = [first, *(table_of(probs, earlier=first) for probs in ROUNDS[1:])]
    orders = (("bad", "good", "so-so"), ("so-so", "bad", "good"), ("good", "so-so", "bad"))
    with trial.case("example"):
        example = Table("The film was", {"good": -1.0, "bad": -1.2, "awful": -1.3})
        trial(example, example.prompt, {"+": ["good"], "-": ["bad", "awful"]}, named=True)
    with trial.case("batch"):
        ask_rounds(trial, [(t, PROMPT, {label: LABELS[label] for label in order}) for t in tables for order in orders])
    with trial.case("one_label"):
        trial(first, PROMPT, {"good": LABELS["good"]})
    with trial.case("ties"):
        for best in ({"c", "a"}, {"b", "d"}, {"a", "d"}, set("abcd")):
            tied = Table("Say:", {name: -1.0 if name in best else -3.0 for name in "abcd"})
            trial(tied, tied.prompt, {name: [name] for name in "bcad"})
    with trial.case("one_answer"):
        for t in tables:
            trial(t, PROMPT, {label: answers[:1] for label, answers in LABELS.items()})
    with trial.case("shared_answer"):
        shared = Table("Is it? ", {" Yes": -1.0, "yes": -1.5, "No.": -0.8})
        trial(shared, shared.prompt, {"sure": [" Yes", "yes"], "no": ["No."], "perhaps": ["yes"]})
    with trial.case("tiny"):
        for shift in (-2000.0, -20000.0):
            for probs in ROUNDS:
                shifted = table_of(probs, shift)
                trial(Table("A very long text:", shifted.scores), "A very long text:", LABELS)
        far = Table("Certain?", {"by all means": 0.0, "unlikely": -3.0, "impossible": -900.0})
        trial(far, far.prompt, {"out": ["unlikely", "impossible"], "in": ["by all means"]})
    with trial.case("any_labels"), trial.blaming("any_labels", "not_a_label"):
        for bad, good in ((0, 1), (True, False), ("", "no")):
            for probs in ROUNDS:
                trial(Table("Rate:", table_of(probs).scores), "Rate:", {good: LABELS["good"], bad: LABELS["bad"]})
    with trial.case("unmodified"):
        ask_unmodified(trial, first, PROMPT, LABELS)


EXERCISE = Exercise(
    "classify_by_verbalizer",
    number="6.3",
    hidden=7,
    arguments=("log_prob", "prompt", "verbalizers"),
    results=(Label("label"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    hollow=("first_label", "last_label", "most_answers"),
    sent=sent,
    symptom=symptom,
    refusal=lambda table, prompt, labels: table.refused,
    describe=describe,
)
