"""The exam of ``term_frequency``."""

from collections.abc import Callable
from itertools import pairwise

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.term_frequency import EXACT, EXERCISE, NOTHING, Documents, ask_int64, many

WORDS = ("zorro", "pan", "luna", "mesa", "ave", "col")


def texts(n: int, size: int) -> Draw:
    """``n`` documents of words of the vocabulary, which is in no order; each of its words occurs."""

    def draw(rng: Rng) -> Given:
        vocabulary = [WORDS[place] for place in rng.permutation(size).tolist()]
        lengths = rng.integers(4, 11, n).tolist()
        return [[vocabulary[i] for i in rng.integers(0, size, length).tolist()] for length in lengths], vocabulary

    def all_occur(documents: Documents, vocabulary: list[str]) -> bool:
        return set(vocabulary) == {word for document in documents for word in document}

    return suiting(draw, all_occur)


OTHER_WORDS: tuple[Given, ...] = (
    ([["sol", "pan", "sol"], ["luna", "mar"]], ["luna", "pan"]),
    ([["sol"], ["mar", "mar"], ["pan"], ["sol", "luna", "luna", "mar"]], ["luna", "pan"]),
)
UNUSED: Given = ([["pan", "pan"], ["pan"]], ["nunca", "pan", "jamás"])


def words(documents: Documents) -> list[str]:
    return [word for document in documents for word in document]


def others_left_out(given: Given, out: Outputs) -> bool:
    """The same comes out where other words are taken out before."""
    documents, vocabulary = given[:2]
    fewer = [[word for word in document if word in vocabulary] for document in documents]
    both = zip(EXERCISE.slips(*given), EXERCISE.slips(fewer, vocabulary), strict=True)
    values = [(one, other) for (_, one), (_, other) in both if one is not None and other is not None]
    return any(EXERCISE.alike(out, one) and EXERCISE.alike(out, other) for one, other in values)


exam = Exam(
    EXERCISE,
    kinds={
        "a word several times": some(lambda documents, _, *more: any(len(set(d)) < len(d) for d in documents)),
        "a word 300 times": some(lambda documents, _, *more: any(d.count(w) >= 300 for d in documents for w in d)),
        "another word": some(lambda documents, known, *_: not set(words(documents)) <= set(known)),
        "other words alone": some(lambda documents, known, *_: any(d and not set(d) & set(known) for d in documents)),
        "a document without words": some(lambda documents, *_: [] in documents),
        "no documents": some(lambda documents, *_: len(documents) == 0),
        "no vocabulary": some(lambda _, vocabulary, *more: len(vocabulary) == 0),
        "one document": some(lambda documents, *_: len(documents) == 1),
        "one word": some(lambda _, vocabulary, *more: len(vocabulary) == 1),
        "as many documents as words": some(lambda documents, known, *_: len(documents) == len(known) > 2),
        "the same document twice": some(lambda documents, *_: any(a == b for a, b in pairwise(documents))),
        "a vocabulary out of order": some(lambda _, vocabulary, *more: list(vocabulary) != sorted(vocabulary)),
        "an unused word": some(
            lambda documents, known, *_: bool(documents) and not set(known) <= set(words(documents))
        ),
        "letters of both cases": some(lambda _, known, *more: len({*map(str.lower, known)}) < len(known)),
        "accents": some(lambda _, vocabulary, *more: {"mas", "más"} <= set(vocabulary)),
        "a word within a word": some(lambda _, vocabulary, *more: {"sol", "solar"} <= set(vocabulary)),
        "punctuation": some(lambda documents, vocabulary, *_: "," in vocabulary and "," in words(documents)),
        "another vocabulary of the same size": some(lambda _, known, *more: bool(more) and [*known] != [*more[0]]),
    },
)


def together(exam: Exam, rounds: Callable[[Rng], list[Given]]) -> None:
    """The core, as in ``exam.values``; a round may know what an earlier one was about."""

    @exam.property("values", core=True, says="result")
    def values(ask: Ask, rng: Rng) -> None:
        for _ in range(3000):
            asked = rounds(rng)
            if exam.exercise.told_apart(*asked):
                return ask.values(*asked)
        raise RuntimeError(f"no arguments of {exam.exercise.name} suit")


def two_vocabularies(rng: Rng) -> list[Given]:
    """The second with other words in as many columns: what was kept from the first shows."""
    first, second = (drawn(texts(n, 5), rng) for n in (4, 5))
    return [(*first, first[1]), (*second, first[1])]


together(exam, two_vocabularies)


@exam.property("int64")
def int64(ask: Ask, rng: Rng) -> None:
    ask_int64(ask, drawn(texts(3, 4), rng), many(300 + rng.integer(0, 99)))


def twice(rng: Rng) -> Given:
    """The same document twice."""
    documents, vocabulary = drawn(texts(2, 3), rng)
    return [documents[0], *documents], vocabulary


exam.asks("sizes", texts(1, 1), texts(1, 4), texts(6, 1), twice)
exam.asks("other_words", *OTHER_WORDS, says=others_left_out, named=True)
exam.asks("empty_document", *NOTHING)
exam.asks("unused_word", UNUSED, named=True)
exam.asks("exact_words", EXACT, named=True)
exam.unmodified(
    suiting(texts(2, 3), lambda documents, known: known != sorted(known) and documents[0] != sorted(documents[0]))
)
