"""The exam of ``parameter_count``."""

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.parameter_count import EXERCISE, ask_untied, mistakes, right

GPT2 = ((12, 768), (24, 1024), (36, 1280), (48, 1600))
GPT1 = (12, 768, 40478, 512)
EXACT = 2**53  # above it not every whole number is a float


def sizes(*tied: bool) -> Draw:
    """Sizes of a small model; ``tied`` said or left out."""
    return lambda rng: (rng.integer(2, 9), 8 * rng.integer(2, 20), rng.integer(300, 5000), rng.integer(20, 90), *tied)


def large(rng: Rng) -> Given:
    """Sixteen digits and odd: a float would round it."""
    given = 780 + rng.integer(0, 19), 1_000_001 + 2 * rng.integer(1, 99), 50_001
    return next((*given, context) for context in (4001, 4002) if right(*given, context) % 2)


def without_a_block(given: Given, out: Outputs) -> bool:
    return bool(out[0] != dict(mistakes(*given))["one_layer"])


exam = Exam(
    EXERCISE,
    kinds={
        "tied left out": some(lambda *given: len(given) == 4),
        "tied=True": some(lambda *given: given[4:] == (True,)),
        "tied=False": some(lambda *given: given[4:] == (False,)),
        "no layers": some(lambda layers, *_: layers == 0),
        "one layer": some(lambda layers, *_: layers == 1),
        "one column": some(lambda layers, d, *_: d == 1),
        "one token and one position": some(lambda layers, d, vocab, context, *_: vocab == context == 1),
        "all sizes equal": some(lambda *given: len(set(given[:4])) == 1 and given[0] > 1),
        "a context longer than the vocabulary": some(lambda layers, d, vocab, context, *_: context > vocab),
        "the layers and columns of another call": lambda asked: len({given[:2] for given in asked}) < len(asked),
        "an odd count above what a float holds": some(lambda *given: right(*given) % 2 and right(*given) > EXACT),
    },
)
exam.values(suiting(sizes(), lambda *given: right(*given) > 10**6), sizes(True), sizes(), (3, 8, 20, 300))


@exam.property("untied")
def untied(ask: Ask, rng: Rng) -> None:
    for given in (drawn(sizes(), rng), (1, 1, 1, 1), (5, 5, 5, 5)):
        ask_untied(ask, *given)


@exam.property("published", says="result")
def published(ask: Ask, rng: Rng) -> None:
    """GPT-2's four sizes; then GPT-1's, which has the layers and columns of the first."""
    with ask.blaming("published"):
        for layers, d in GPT2:
            ask(layers, d, 50257, 1024)
    with ask.blaming("remembers_calls"):
        ask(*GPT1)


@exam.property("no_layers", says=without_a_block)
def no_layers(ask: Ask, rng: Rng) -> None:
    with ask.blaming("no_layers"):
        ask(0, *drawn(sizes(), rng)[1:])
        ask(0, 1, 1, 1)


exam.asks("whole", large, large)
