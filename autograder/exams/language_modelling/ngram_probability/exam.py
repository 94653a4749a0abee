"""The exam of ``ngram_probability``: counts of drawn texts. Every question has words of its own, so that an answer that
remembers fails ``other_counts`` alone."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, NotApplicable, Outputs
from course_lib.asking.failed import Failed
from course_lib.asking.questions import Raised
from course_lib.exercises.ngram_probability import EXERCISE, Counts, Gram, ask_key_error, count_grams

PARTIAL = ("context_ignored", "first_word_only", "last_word_only")


def vocabulary(ending: str) -> list[str]:
    """Five words that no other question has."""
    return [stem + ending for stem in ("ba", "do", "fi", "gu", "ke")]


def corpus(rng: Rng, words: Sequence[str], size: int = 60) -> list[str]:
    """A text of these words, some much more frequent than others."""
    places = (rng.uniform(size) ** 2 * len(words)).long().tolist()
    return [words[place] for place in places]


def occurring(ending: str, n: int) -> Draw:
    """Counts up to n-grams, and an n-gram that occurs."""

    def draw(rng: Rng) -> Given:
        tokens = corpus(rng, vocabulary(ending))
        start = rng.integer(0, len(tokens) - n + 1)
        *context, word = tokens[start : start + n]
        return count_grams(tokens, n), tuple(context), word

    return draw


def ordinary(rng: Rng) -> Given:
    """Words that begin as others do, and two that read as another; the context also ends the text."""
    ending = "Sol mar sol Sol mar sol sol mar sol Soles marsol luz marsol luz marsol luz mar sol"
    return count_grams([*corpus(rng, ["sol", "Sol", "mar", "luz"]), *ending.split()], 3), ("mar", "sol"), "Sol"


def rare(rng: Rng) -> Given:
    """A large text, in which one word followed a frequent context once."""
    first, second, *_ = words = vocabulary("me")
    return count_grams([*corpus(rng, words, 2500), first, second, "zeta", first], 3), (first, second), "zeta"


def certain(counts: Counts, context: Gram, word: str) -> bool:
    return context[0] != context[1] and counts[context] == counts[(*context, word)] > 1


def whole(given: Given, out: Outputs) -> bool:
    """All of the context made the result: no part of it gives the same."""
    counts, context, word = given
    parts = {context[1:], context[:1], context[-1:], ()} - {context}
    return all(EXERCISE.apart(out, (EXERCISE.right(counts, part, word),)) for part in parts)


def tells_parts(*given: Any) -> bool:
    """Part of the context gives something else than every likely mistake that looks at all of it."""
    whole_ones = [out for slip, out in EXERCISE.slips(*given) if slip.key not in PARTIAL and out is not None]
    return all(whole(given, out) for out in [*whole_ones, (EXERCISE.right(*given),)])


def holds(ask: Ask, *given: Any) -> bool:
    """The answer is right there. Where it is not, another property says so."""
    try:
        ask(*given)
    except (Failed, Raised, NotApplicable):
        return False
    return True


exam = Exam(
    EXERCISE,
    kinds={
        "no context": some(lambda counts, context, word: context == ()),
        "no context, and counts of one word only": some(
            lambda counts, context, word: context == () and len(counts) == 2 and counts[()] > counts[word,]
        ),
        "a context of one word": some(lambda counts, context, word: len(context) == 1),
        "a context of three words": some(lambda counts, context, word: len(context) == 3),
        "a context of four words": some(lambda counts, context, word: len(context) == 4),
        "a word twice in the context": some(lambda counts, context, word: len({*context}) < len(context)),
        "the word in the context": some(lambda counts, context, word: word in context and (*context, word) in counts),
        "letters of both cases": some(lambda counts, context, word: word.lower() != word and (word.lower(),) in counts),
        "a word that begins as another does": some(lambda counts, context, word: (f"{word}es",) in counts),
        "two words that read as one": some(lambda counts, context, word: ("".join(context),) in counts and context[1:]),
        "a probability of 1": some(lambda counts, context, word: counts.get(context) == counts.get((*context, word))),
        "a rare continuation": some(
            lambda counts, context, word: 0 < 100 * counts.get((*context, word), 0) < counts.get(context, 0)
        ),
        "n-grams and their contexts only": some(lambda counts, context, word: {*map(len, counts)} == {0, 2, 3}),
        "a word that never occurred": some(lambda counts, context, word: (word,) not in counts and context in counts),
        "a word that occurred, but not here": some(
            lambda counts, context, word: (word,) in counts and context in counts and (*context, word) not in counts
        ),
        "a context at the end only": some(
            lambda counts, context, word: context in counts and all(context != gram[:-1] for gram in counts if gram)
        ),
        "a context that never occurred": some(lambda counts, context, word: context not in counts),
        "a new context of known words": some(
            lambda counts, context, word: context not in counts and all((part,) in counts for part in context)
        ),
        "the same question about other counts": lambda asked: any(
            one[1:] == other[1:] and one[0] != other[0] and one[0].keys() == other[0].keys()
            for one in asked
            for other in asked
        ),
    },
)
exam.values(
    ordinary,
    suiting(occurring("la", 3), certain),
    suiting(occurring("pa", 3), lambda counts, context, word: context == (word, word)),
    suiting(rare, lambda *given: round(1000 * EXERCISE.right(*given), 1) % 1 > 0),
)


@exam.property("other_orders", says=whole)
def other_orders(ask: Ask, rng: Rng) -> None:
    with ask.blaming("other_orders"):
        for ending, n in (("ni", 2), ("so", 4), ("ru", 5)):
            ask(*drawn(suiting(occurring(ending, n), tells_parts), rng))


@exam.property("empty_context", says="result")
def empty_context(ask: Ask, rng: Rng) -> None:
    """Three of seven: rounded to however many digits, it is something else. Then counts that lack the other words."""
    words = vocabulary("te")
    with ask.blaming("empty_context"):
        ask(count_grams([*words, words[1], words[1]], 2), (), words[1])
        ask({(): 9, (words[0],): 3}, (), words[0])


@exam.property("unseen_word", says="result")
def unseen_word(ask: Ask, rng: Rng) -> None:
    """A word that never occurred; one that followed a part of the context; a context at the end only; none."""
    x, y, z, *_ = words = vocabulary("mo")
    with ask.blaming("unseen_word"):
        ask(count_grams([*corpus(rng, vocabulary("zu")), "bazu", "dozu"], 3), ("bazu", "dozu"), "jamás")
        ask(count_grams([*corpus(rng, words[3:]), x, y, *words[3:], y, z, x, z, x, y], 3), (x, y), z)
        ask(count_grams([*corpus(rng, vocabulary("lin")), "casi", "fin"], 3), ("casi", "fin"), "balin")
        ask({(): 40, ("de", "vez"): 3, ("de", "vez", "en"): 3}, ("de", "vez"), "cuando")
        if holds(ask, count_grams(vocabulary("ki"), 1), (), "baki"):
            ask(count_grams(vocabulary("lu"), 1), (), "nunca")


@exam.property("unseen_context")
def unseen_context(ask: Ask, rng: Rng) -> None:
    """A new word, a new last word, a new first word, known words in a new order."""
    x, y, z, *_ = words = vocabulary("tor")
    counts = count_grams([*corpus(rng, words[3:]), x, z, y], 3)
    for context, word in ((("zorro",), x), ((x, "gato"), y), (("lobo", y), z), ((y, x), words[3])):
        ask_key_error(ask, counts, context, word)


@exam.property("other_counts")
def other_counts(ask: Ask, rng: Rng) -> None:
    """One argument changes at a time: the counts (with the same keys, with fewer), the word, the context. Then a
    dictionary grows between two calls, as it does while a text is counted."""
    x, y, z, *_ = vocabulary("dar")
    counts = count_grams([x, y, z, x, y, z, x, y, y, x, y, y, z, x, z], 3)
    more = count_grams([x, y, z, x, y, z, x, y, z, x, y, z, x, y, y, x, y, y, z, y, z], 3)
    with ask.blaming("remembers_calls"):
        ask(counts, (x, y), z)
        ask(more, (x, y), z)
        ask({**more, (): more[()] + 3, (x, y): more[x, y] + 3}, (x, y), z)
        ask(more, (x, y), y)
        ask(more, (y, z), y)
        if holds(ask, count_grams(("ayer", "hoy", "ayer"), 3), ("ayer", "hoy"), "hoy"):
            ask(count_grams([x, y, x, y, y, z, x, y, x, y, y, z], 3), (x, y), z)
        counted = count_grams([z, y, x, z, y, z], 3)
        kept, dictionary = ask.keep(counted)
        ask.expect(ask.call(kept, (z, y), x), (counted, (z, y), x))
        seen_since = {(z, y): 4, (z, y, x): 3}
        dictionary.call("update", seen_since)
        ask.expect(ask.call(dictionary, (z, y), x), ({**counted, **seen_since}, (z, y), x))


@exam.property("unmodified")
def unmodified(ask: Ask, rng: Rng) -> None:
    """Also by a word that never followed, and without a context, unless the answer raises there."""
    words = vocabulary("sal")
    counts = count_grams([*corpus(rng, words), *words], 3)
    ask.unmodified(counts, (words[0], words[1]), words[2])
    for context, word in (((words[0], words[1]), "nadie"), ((), words[1]), ((), "nadie")):
        with suppress(Raised):
            ask.unmodified(counts, context, word)
