"""``term_frequency``: how often each document has each word of a vocabulary, as whole numbers."""

import unicodedata
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes
from course_lib.asking.results import Ids, close
from course_lib.asking.visible import Trial

Documents = Sequence[Sequence[str]]


class Counts(Ids):
    """Whole numbers. What a mistake makes of them (shares, weights, cosines in their place) need not be whole."""

    def alike(self, found: Tensor, want: Tensor, dtype: torch.dtype = torch.float32, depth: float = 1.0) -> bool:
        if not want.is_floating_point():
            return super().alike(found, want)
        return found.dtype != torch.bool and close(found, want, dtype, depth)

    def apart(self, one: Tensor, other: Tensor) -> bool:
        if one.shape != other.shape or not (one.is_floating_point() or other.is_floating_point()):
            return super().apart(one, other)
        return not torch.allclose(one.double(), other.double(), 1e-2, 2e-3)


def right(documents: Documents, vocabulary: Sequence[str], *before: Sequence[str]) -> Tensor:
    """(n_documents, V), int64. [["c", "b", "c"], ["z", "b"]] with ["b", "a", "c"] gives [[1, 0, 2], [1, 0, 0]].

    ``before``: the vocabulary of an earlier question, which only mistakes look at.
    """
    return _counted(documents, vocabulary, lambda document, word: list(document).count(word))


def _counted(documents: Documents, vocabulary: Sequence[str], count: Callable[[Sequence[str], str], int]) -> Tensor:
    rows = [[count(document, word) for word in vocabulary] for document in documents]
    return torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))


def mistakes(documents: Documents, vocabulary: Sequence[str], *before: Sequence[str]) -> Mistakes:
    """What comes out after each likely mistake."""
    counts = right(documents, vocabulary)
    lengths = torch.tensor([len(document) for document in documents], dtype=torch.int64)[:, None]
    others = lengths - counts.sum(dim=1, keepdim=True)
    met = list(dict.fromkeys(word for document in documents for word in document if word in vocabulary))
    in_documents, n = (counts > 0).sum(dim=0), max(1, len(documents))
    last = torch.arange(len(documents))[:, None] == len(documents) - 1
    first = torch.arange(len(vocabulary)) == 0
    return [
        ("binary", (counts > 0).long()),
        ("relative", counts / (lengths - others).clamp(min=1)),
        ("relative", counts / lengths.clamp(min=1)),
        ("dampened", counts.double().log1p()),
        ("dampened", torch.where(counts > 0, 1 + counts.clamp(min=1).double().log(), 0.0)),
        ("tf_idf", counts * (n / in_documents.clamp(min=1)).double().log()),
        ("tf_idf", counts * (n / (1 + in_documents)).double().log()),
        ("tf_idf", counts * (((1 + n) / (1 + in_documents)).double().log() + 1)),
        ("transposed", counts.T),
        ("sorted_vocabulary", right(documents, sorted(vocabulary))),
        ("order_of_appearance", right(documents, [*met, *(word for word in vocabulary if word not in met)])),
        ("summed", counts.sum(dim=0)),
        ("summed", counts.sum(dim=0, keepdim=True)),
        ("same_row", counts.sum(dim=0).expand_as(counts)),
        ("not_reset", counts.cumsum(dim=0)),
        ("one_document", counts[:1].expand_as(counts)),
        ("one_document", counts[-1:].expand_as(counts)),
        ("last_row_only", counts * last),
        ("document_missing", counts * ~last),
        ("document_missing", counts[:-1]),
        ("one_more", counts + 1),
        ("first_not_counted", (counts - 1).clamp(min=0)),
        ("word_missing", right([document[:-1] for document in documents], vocabulary)),
        ("word_missing", right([document[1:] for document in documents], vocabulary)),
        ("first_column", counts * ~first),
        ("others_counted", torch.cat((counts, others), dim=1)),
        ("others_counted", torch.cat((others, counts), dim=1)),
        *_of_special_words(documents, vocabulary, counts, others),
        ("remembers_calls", right(documents, before[0]) if before else None),
    ]


def _of_special_words(documents: Documents, vocabulary: Sequence[str], counts: Tensor, others: Tensor) -> Mistakes:
    """Mistakes that show only with words that are special in some way."""

    def own(wrong: Tensor) -> Tensor | None:
        return None if torch.equal(wrong, counts) else wrong

    def as_if(change: Callable[[str], str]) -> Tensor:
        return _counted(documents, vocabulary, lambda document, word: [*map(change, document)].count(change(word)))

    one_column = len(vocabulary) > 0 and bool(others.any())
    at_first, at_last = (torch.arange(len(vocabulary)) == place for place in (0, len(vocabulary) - 1))
    return [
        ("others_in_a_column", counts + others * at_first if one_column else None),
        ("others_in_a_column", counts + others * at_last if one_column else None),
        ("case_ignored", own(as_if(str.lower))),
        ("case_ignored", own(right([[*map(str.lower, document)] for document in documents], vocabulary))),
        ("case_ignored", own(_in_one_column(documents, vocabulary, str.lower))),
        ("accents_ignored", own(as_if(_without_accents))),
        ("accents_ignored", own(_in_one_column(documents, vocabulary, _without_accents))),
        ("parts_of_words", own(_counted(documents, vocabulary, lambda words, word: " ".join(words).count(word)))),
        ("parts_of_words", own(_counted(documents, vocabulary, lambda words, word: sum(word in w for w in words)))),
        ("wraps", own(counts % 256)),
        ("wraps", own((counts + 128) % 256 - 128)),
        ("unused_word", own(counts[:, counts.any(dim=0)])),
    ]


def _without_accents(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def _in_one_column(documents: Documents, vocabulary: Sequence[str], change: Callable[[str], str]) -> Tensor:
    """Words that ``change`` makes equal share the column of the last of them, as in a dict."""
    columns = {change(word): column for column, word in enumerate(vocabulary)}
    names = [change(word) if columns[change(word)] == column else "" for column, word in enumerate(vocabulary)]
    return right([[*map(change, document)] for document in documents], names)


# ---------------------------------------------------------------- the check


DOCUMENTS = [
    ["pan", "sol", "pan", "ave", "pan", "sol"],
    ["mar", "luz", "luz", "sol"],
    ["ave", "mar", "mar", "pan", "mar", "luz", "mar"],
    ["luz", "ave", "ave", "pan", "sol", "sol", "sol", "luz"],
]
VOCABULARY = ["sol", "mar", "pan", "luz", "ave"]
OTHER_ORDER = ["ave", "pan", "mar", "sol", "luz"]
NOTHING: tuple[Given, ...] = (
    ([[], ["pan", "luz", "pan"]], ["pan", "luz"]),
    ([[], []], ["pan", "luz"]),
    ([], ["pan", "luz"]),
    ([[], []], []),
)
EXACT = (
    [["El", "sol", "más", "solar", ","], ["el", "mas", "el", ",", ","], ["EL", "Sol", "sol."]],
    ["el", "EL", "El", "mas", "más", "sol", "Sol", "solar", ",", "sol."],
)


def ask_int64(ask: Ask, *rounds: Given) -> None:
    """The counts are int64, and large ones are counted to the end."""
    for given in rounds:
        ask.expect(ask.got(*given), given, named=True, strict=torch.int64)


def many(times: int) -> Given:
    """A word so often that few bits cannot count it."""
    return [["pan"] * times + ["luz"], ["luz"]], ["luz", "pan"]


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("example"):
        trial([["c", "b", "c"], ["z", "b"]], ["b", "a", "c"], named=True)
    with trial.case("larger"):
        trial.values((DOCUMENTS, VOCABULARY, VOCABULARY), (DOCUMENTS[::-1], OTHER_ORDER, VOCABULARY))
    with trial.case("int64"):
        ask_int64(trial, (DOCUMENTS, VOCABULARY), many(300))
    with trial.case("sizes"):
        twice = [DOCUMENTS[0], *DOCUMENTS]
        for given in ((DOCUMENTS[:1], VOCABULARY), (DOCUMENTS, ["mar"]), ([["mar"]], ["mar"]), (twice, VOCABULARY)):
            trial(*given)
    with trial.case("other_words"):
        trial([["sol", "rey", "rey"], ["rey"]], VOCABULARY, named=True)
    with trial.case("empty_document"):
        for given in NOTHING:
            trial(*given)
    with trial.case("unused_word"):
        trial([["pan", "pan"], ["pan"]], ["nunca", "pan", "jamás"], named=True)
    with trial.case("exact_words"):
        trial(*EXACT, named=True)
    with trial.case("unmodified"):
        trial.unmodified(DOCUMENTS, VOCABULARY)


EXERCISE = Exercise(
    "term_frequency",
    number="2.1",
    hidden=8,
    arguments=("documents", "vocabulary"),
    results=(Counts("counts"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    sent=lambda documents, vocabulary, *_: (documents, vocabulary),
)
