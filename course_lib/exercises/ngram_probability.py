"""``ngram_probability``: how many of a context's occurrences went on with a word."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.failed import Failed
from course_lib.asking.results import Number
from course_lib.asking.visible import Trial

Gram = tuple[str, ...]
Counts = Mapping[Gram, int]


def right(counts: Counts, context: Gram, word: str) -> float:
    """count(context and word) / count(context).

    Raises KeyError for a context that never occurred.
    ``right({(): 9, ("the", "cat"): 2, ("the", "cat", "sat"): 1}, ("the", "cat"), "sat")`` is 0.5.
    """
    if not counts.get(context):
        raise KeyError(f"the context {context} never occurred")
    return counts.get((*context, word), 0) / counts[context]


def mistakes(counts: Counts, context: Gram, word: str) -> Mistakes:
    """What comes out after each likely mistake; None where a division or a logarithm has no result."""
    together, before, tokens = counts.get((*context, word), 0), counts.get(context, 0), counts.get((), 0)
    alike = {gram: count for gram, count in counts.items() if len(gram) == len(context) + 1}
    following = [count for gram, count in alike.items() if gram[:-1] == context]
    words = sum(len(gram) == 1 for gram in counts)
    share = divided(together, before)
    return [
        ("always_zero", 0.0),
        ("joint", divided(together, tokens)),
        ("divided_by_ngrams", divided(together, sum(alike.values()))),
        ("divided_by_word", divided(together, counts.get((word,), 0))),
        *(("divided_by_types", divided(together, types)) for types in (len(following), words, len(counts))),
        ("context_ignored", divided(counts.get((word,), 0), tokens)),
        *(("add_one", divided(together + 1, before + more)) for more in (words, len(counts), 1, 0)),
        *(("count_returned", float(count)) for count in (together, before)),
        ("inverse", divided(before, together)),
        ("reversed", divided(counts.get((word, *context), 0), before)),
        *(("last_word_only", divided(counts.get((*last, word), 0), counts.get(last, 0))) for last in [context[-1:]]),
        *(("first_word_only", divided(counts.get((*one, word), 0), counts.get(one, 0))) for one in [context[:1]]),
        ("continuations", divided(together, sum(following))),
        *(("log", logarithm(share, base)) for base in (math.log, math.log2, math.log10)),
        ("log", logarithm(share, lambda x: -math.log(x))),
        ("percent", None if share is None else 100 * share),
        *(("rounded", None if share is None else round(share, digits)) for digits in (2, 3, 4)),
        ("whole_division", float(together // before) if before else None),
        *(("compared_as_text", divided(*pair)) for pair in _as_texts(counts, context, word)),
        ("lowercased", divided(counts.get((*context, word.lower()), 0), before)),
    ]


def _as_texts(counts: Counts, context: Gram, word: str) -> list[tuple[int, int]]:
    """Two counts as they come out where n-grams are compared as texts: run together, or by how they begin."""
    ngram = (*context, word)
    glued = [sum(n for gram, n in counts.items() if "".join(gram) == "".join(part)) for part in (ngram, context)]
    longer = [gram for gram in counts if len(gram) == len(ngram) and " ".join(gram).startswith(" ".join(ngram))]
    return [(glued[0], glued[1]), (sum(counts[gram] for gram in longer), counts.get(context, 0))]


def divided(one: float, other: float) -> float | None:
    """The quotient; None where there is none."""
    return one / other if other else None


def logarithm(share: float | None, log: Callable[[float], float]) -> float | None:
    """Its logarithm; None where there is none."""
    return log(share) if share is not None and share > 0 else None


def count_grams(tokens: Sequence[str], longest: int) -> dict[Gram, int]:
    """Every n-gram up to ``longest``, and () for the number of tokens."""
    found: Counter[Gram] = Counter({(): len(tokens)})
    for n in range(1, longest + 1):
        found.update(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))
    return dict(found)


def describe(counts: Counts, context: Gram, word: str) -> str:
    """Context and word, and the two counts that the result is made of."""
    seen = f"counts[context] = {counts.get(context, 0)}, counts[(*context, word)] = {counts.get((*context, word), 0)}"
    return f"context = {context}, word = {word!r}, {seen}, counts[()] = {counts.get((), 0)}"


def ask_key_error(ask: Ask, counts: Counts, context: Gram, word: str) -> None:
    """A context that never occurred raises KeyError, with every word of the context in the message."""
    raised = ask.raises(KeyError, "no_key_error", counts, context, word)
    if not all(part in raised.message for part in context):
        case = describe(counts, context, word)
        raise Failed("context_not_named", raised=str(raised)[:200], expected=f"KeyError: {context}", case=case)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("the_example"):
        trial(count_grams(EXAMPLE.split(), 3), ("the", "cat"), "sat")
    counts = count_grams(SIXTY.split(), 4)
    with trial.case("sixty_words"):
        trial.values(
            (counts, ("cat", "the"), "The"), (counts, ("cats", "the"), "the"), (TWENTY_THOUSAND, ("a", "dog"), "Ran")
        )
    with trial.case("other_orders"):
        for context in (("the",), ("the", "The", "the"), ("the", "the", "the")):
            trial(counts, context, "The")
    with trial.case("empty_context"):
        trial(counts, (), "sat")
    with trial.case("unseen_word"):
        for seen, word in (((), "zebra"), (("the",), "zebra"), (("cats", "the"), "The")):
            trial(counts, seen, word)
        trial(count_grams(("fish", "swim"), 2), ("swim",), "fish")
    with trial.case("unseen_context"):
        for unseen in (("zebra",), ("cat", "zebra"), ("zebra", "cat"), ("cat", "sat")):
            ask_key_error(trial, counts, unseen, "sat")
    with trial.case("other_counts"), trial.blaming("remembers_calls"):
        trial({**counts, (): 70, ("cat", "the"): 8, ("cat", "the", "The"): 3}, ("cat", "the"), "The")
    with trial.case("unmodified"):
        trial.unmodified(counts, ("the",), "zebra")
        trial.unmodified(counts, (), "sat")


EXAMPLE = "the cat sat the cat ran the dog sat"
# Every likely mistake gives a number of its own for the three questions about these.
SIXTY = """sat The cat cat the the cat the the sat cats the the the cats the the the the The the The cat cat The cats
The cats the the The sat cat The the the the sat sat sat The cat the The the The the The the sat the cats cat the The
sat sat The cats cat the"""
# fmt: off
TWENTY_THOUSAND: Counts = {
    (): 20000, ("a",): 3000, ("A",): 700, ("dog",): 1200, ("dogs",): 500, ("ran",): 900, ("Ran",): 40, ("adog",): 50,
    ("a", "dog"): 817, ("dog", "ran"): 391, ("dog", "Ran"): 6, ("Ran", "a"): 5, ("a", "Ran"): 2,
    ("Ran", "a", "dog"): 3, ("a", "dog", "ran"): 214, ("a", "dog", "Ran"): 3, ("a", "dog", "Rango"): 8,
}
# fmt: on

EXERCISE = Exercise(
    "ngram_probability",
    number="1.1",
    hidden=7,
    arguments=("counts", "context", "word"),
    results=(Number("probability"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    hollow=("always_zero",),
    describe=describe,
)
