"""The exam of ``classify_by_verbalizer``: log_prob is a table here, asked through a callback."""

from itertools import pairwise

from autograder.exam import Exam, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.classify_by_verbalizer import (
    EXERCISE,
    Table,
    Verbalizers,
    ask_rounds,
    ask_unmodified,
    clear,
    right,
    same,
)

PROMPT = "Review: one long yawn.\nIt was"
FIVE = {
    "poor": ["bad", "awful"],
    "fair": ["so so", "fine", "not bad"],
    "mild": ["ok"],
    "best": ["great", "a joy", "top", "very good"],
    "dear": ["dear", "costly"],
}


def table(
    rng: Rng, prompt: str, labels: Verbalizers, low: float = -5.0, earlier: Table | None = None, span: float = 4.5
) -> Table:
    """A log-probability for every answer, no label's sum near another's."""
    answers = list(dict.fromkeys(answer for some in labels.values() for answer in some))
    for _ in range(3000):
        values = (low + span * rng.uniform(len(answers))).tolist()
        drawn = Table(prompt, dict(zip(answers, values, strict=True)), earlier)
        if clear(drawn, labels, gap=0.05):
            return drawn
    raise RuntimeError("no table suits")


def rounds(rng: Rng) -> list[Given]:
    """Five labels in any order, thirty times: together they tell every likely mistake from every other."""
    for _ in range(100):
        found: list[Given] = []
        while len(found) < 30:
            labels = {list(FIVE)[i]: FIVE[list(FIVE)[i]] for i in rng.permutation(5).tolist()}
            low, span = ((-5.0, 4.5), (-12.0, 11.5))[len(found) % 2]
            drawn = table(rng, PROMPT, labels, low, found[0][0] if found else None, span)
            if found or right(drawn, PROMPT, labels) != "best":  # the label with the most answers
                found.append((drawn, PROMPT, labels))
        if EXERCISE.told_apart(*found):
            return found
    raise RuntimeError("no rounds suit")


def ask_each_wins(ask: Ask, rng: Rng, prompt: str, labels: Verbalizers, low: float = -5.0) -> None:
    """Once for each label, a table in which it is the right one."""
    first: Table | None = None
    for label in labels:
        drawn = (table(rng, prompt, labels, low, first) for _ in range(1000))
        wins = next(each for each in drawn if same(right(each, prompt, labels), label))
        first = first or wins
        ask(wins, prompt, labels)


def is_a_label(given: Given, out: Outputs) -> bool:
    return any(same(out[0], label) for label in given[2])


def scores(given: Given) -> list[float]:
    return [given[0].scores[answer] for answers in given[2].values() for answer in answers]


exam = Exam(
    EXERCISE,
    kinds={
        "several answers": some(lambda table, prompt, labels: max(map(len, labels.values())) > 2),
        "one answer for each label": some(lambda table, prompt, labels: {1} == set(map(len, labels.values()))),
        "a single label": some(lambda table, prompt, labels: len(labels) == 1),
        "a tie of two": lambda asked: any(tied(given) == 2 for given in asked),
        "a tie of all": lambda asked: any(tied(given) == len(given[2]) > 2 for given in asked),
        "the right label last": some(lambda *given: list(given[2])[-1] == right(*given) and len(given[2]) > 1),
        "probabilities of 0 in any float": lambda asked: any(max(scores(given)) < -10_000 for given in asked),
        "certain and impossible side by side": lambda asked: any(
            {0.0, -900.0} <= set(scores(given)) for given in asked
        ),
        "an answer 1,990 nats likelier than the one before": lambda asked: any(
            b - a > 1900 for given in asked for a, b in pairwise(scores(given))
        ),
        "labels that are numbers": some(lambda table, prompt, labels: 0 in labels and 1 in labels),
        "truth values": some(lambda table, prompt, labels: any(label is False for label in labels)),
        "an empty label": some(lambda table, prompt, labels: "" in labels),
        "labels of several types": some(lambda table, prompt, labels: len({type(label) for label in labels}) > 1),
        "an answer that two labels share": some(
            lambda table, prompt, labels: (
                sum(map(len, labels.values())) > len({a for some in labels.values() for a in some})
            )
        ),
        "answers that differ in case and white space": some(
            lambda table, *_: len({answer.strip().lower() for answer in table.scores}) < len(table.scores)
        ),
        "white space at the end of the prompt": some(lambda table, prompt, labels: prompt != prompt.strip()),
        "the same question with another table": lambda asked: (
            len({(p, *labels) for _, p, labels in asked}) < len(asked)
        ),
    },
)


def tied(given: Given) -> int:
    """How many labels of one answer each share the best."""
    each = scores(given)
    return each.count(max(each)) if len(each) == len(given[2]) else 0


@exam.property("values", core=True, says="result")
def values(ask: Ask, rng: Rng) -> None:
    ask_rounds(ask, rounds(rng))


@exam.property("one_answer")
def one_answer(ask: Ask, rng: Rng) -> None:
    """Then answers that differ in white space and case only, one of them under two labels."""
    with ask.blaming("one_answer"):
        ask_each_wins(ask, rng, "Yes or no? ", {"yes": [" Yes"], "no": ["No."], "perhaps": ["Perhaps"]})
    with ask.blaming("shared_answer"):
        labels = {"sure": ["Yes", "yes"], "never": ["no"], "maybe": ["yes", "perhaps"]}
        first: Table | None = None
        for yes, perhaps in ((-1.2, -6.0), (-6.0, -1.2)):  # without "yes", neither of the two that share it wins
            shared = Table("Sure?", {"Yes": yes, "yes": -1.0, "no": -0.9, "perhaps": perhaps}, first)
            first = first or shared
            ask(shared, "Sure?", labels)


@exam.property("ties")
def ties(ask: Ask, rng: Rng) -> None:
    """Equal to the last bit: one answer each, the same number."""
    labels = {"b": ["b1"], "c": ["c1"], "a": ["a1"], "d": ["d1"]}
    first: Table | None = None
    for best in (("c1", "a1"), ("b1", "d1"), ("a1", "d1"), ("a1", "b1", "c1", "d1")):
        each = {answer: -1.0 if answer in best else -3.0 for some in labels.values() for answer in some}
        tie = Table("Which?", each, first)
        first = first or tie
        with ask.blaming("ties"):
            ask(tie, "Which?", labels)


@exam.property("tiny")
def tiny(ask: Ask, rng: Rng) -> None:
    """Of long answers: exp is 0 in any float; and far from another answer's."""
    with ask.blaming("tiny"):
        for length, low in (("long", -2000.0), ("longer", -20_000.0)):
            labels = {f"{length} {name}": [f"{length} {answer}" for answer in FIVE[name]] for name in FIVE}
            ask_each_wins(ask, rng, f"A {length} one:", labels, low)
        far = Table("Certain?", {"by all means": 0.0, "unlikely": -3.0, "impossible": -900.0})
        ask(far, "Certain?", {"out": ["unlikely", "impossible"], "in": ["by all means"]})
        later = Table("And now?", {"hardly": -2000.0, "sure enough": -10.0, "rather": -10.4})
        ask(later, "And now?", {"in": ["rather"], "out": ["hardly", "sure enough"]})


@exam.property("any_labels", says=is_a_label)
def any_labels(ask: Ask, rng: Rng) -> None:
    named: list[Verbalizers] = [
        {1: ["one", "uno"], 0: ["zero"], 2: ["two"]},
        {False: ["not so"], True: ["indeed", "quite so"]},
        {"": ["nothing"], "some": ["something", "a thing"]},
        {"none": ["none", "not any"], 0: ["nil"], -1: ["less"]},
    ]
    with ask.blaming("any_labels", "not_a_label", "none"):
        for number, labels in enumerate(named):
            ask_each_wins(ask, rng, f"Question {number}:", labels)


@exam.property("one_label", says=is_a_label)
def one_label(ask: Ask, rng: Rng) -> None:
    with ask.blaming("one_label"):
        for labels in ({"only": ["alone", "sole"]}, {"single": ["solo"]}):
            ask(table(rng, "Alone?", labels), "Alone?", labels)


@exam.property("unmodified")
def unmodified(ask: Ask, rng: Rng) -> None:
    ask_unmodified(ask, table(rng, "Unchanged?", FIVE), "Unchanged?", FIVE)
