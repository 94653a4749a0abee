"""What can be pushed in notebook 01, and its questions."""

from collections.abc import Mapping, Sequence

import ipywidgets

from course_lib.figures import language_modelling as draw
from course_lib.figures.theme import Picture
from course_lib.language import mark, text
from course_lib.ngrams import NGramModel, NGrams, ngram_probability
from course_lib.tokenizers.pairs import Pair
from course_lib.widgets.base import Explorer, Question, explorer

QUESTIONS = {
    "forest-lives": Question(
        mark(
            "“Once upon a time there was a forest that lived by a dog.” The same words as the sensible sentence, and "
            "grammatical. A model that only counts words and their neighbours finds it…"
        ),
        (mark("as likely as the sensible one"), mark("less likely"), mark("impossible")),
        1,
        mark(
            "Forests do not live by dogs in what the model has read. It knows nothing of forests; it knows what "
            "stands next to what."
        ),
    ),
    "tie": Question(
        mark("After “in the”, a model that looks at two words back says “morning” with probability…"),
        (mark("1: coffee is drunk in the morning"), mark("1/4"), mark("0")),
        1,
        mark(
            "“coffee” is three words back and out of sight. Four continuations occurred once each after “in the”, so "
            "the model can only toss a four-sided coin."
        ),
    ),
    "more-words-back": Question(
        mark(
            "With n = 5 the model looks at four words back and matches the text it counted almost perfectly. On a new "
            "text, its perplexity will be…"
        ),
        (mark("the lowest of all"), mark("about that of n = 2"), mark("infinite")),
        2,
        mark(
            "One n-gram that it never saw has probability 0, and one zero makes the whole text impossible. More than a "
            "quarter of the 5-grams of a new text are new."
        ),
    ),
    "which-language": Question(
        mark(
            "Spanish and English tell the same kind of stories here. If perplexity per word differs, does the model "
            "know one of the languages better?"
        ),
        (
            mark("yes, that is what it measures"),
            mark("not necessarily: a word is not the same unit"),
            mark("no, never"),
        ),
        1,
        mark(
            "Spanish puts into one word what English says in two. Bits per character count the same text in the same "
            "unit, however it is cut."
        ),
    ),
    "network-or-table": Question(
        mark(
            "A network reads the same four words, and keeps about as many numbers as the table has n-grams. On new "
            "text, against the best of the counting models, it will be…"
        ),
        (mark("worse: it forgets"), mark("the same"), mark("better")),
        2,
        mark(
            "In a table each context stands alone. The network's numbers are shared by all contexts, so a run of words "
            "that it never met still resembles others that it did."
        ),
    ),
}


def sentence_explorer(models: Mapping[str, Mapping[int, NGramModel]], sentences: Sequence[Sequence[str]]) -> Explorer:
    """Word by word, the surprise of one of the sentences: models[smoothing][n]."""
    kinds, orders = list(models), sorted(next(iter(models.values())))
    by_text = {" ".join(words): list(words) for words in sentences}

    def picture(sentence: str, kind: str, n: int) -> Picture:
        words = by_text[sentence]
        return draw.word_by_word({f"{kind}, n = {n}": (words, models[kind][n].chances(words))})

    return explorer(
        picture,
        text("n = 1, where order does not matter; then n = 3 without smoothing on any sentence."),
        sentence=ipywidgets.Dropdown(
            options=list(by_text), description=text("sentence"), layout=ipywidgets.Layout(width="max-content")
        ),
        kind=ipywidgets.Dropdown(options=kinds, description=text("counts"), value=kinds[-1]),
        n=ipywidgets.SelectionSlider(options=orders, value=3, description="n"),
    )


def merge_explorer(words: Sequence[str], merges: Sequence[Pair]) -> Explorer:
    """The trees over some words after any number of merges."""

    def picture(count: int) -> Picture:
        return draw.merge_tree(words, merges[:count])

    return explorer(
        picture,
        text("one merge after another: which word is whole first, and which never?"),
        count=ipywidgets.IntSlider(
            value=min(40, len(merges)), min=0, max=len(merges), description=text("merges"),
            layout=ipywidgets.Layout(width="420px"),
        ),
    )  # fmt: skip


def mixture_explorer(ngrams: NGrams, context: Sequence[str], words: Sequence[str]) -> Explorer:
    """What each order adds to the probability of some next words, for weights that favour long or short contexts."""

    def picture(favour: float, uniform: float) -> Picture:
        raw = [uniform, *(favour**n for n in range(1, ngrams.order + 1))]
        weights = [uniform, *((1 - uniform) * r / sum(raw[1:]) for r in raw[1:])]
        parts: list[list[float]] = [[] for _ in weights]
        for word in words:
            shares = order_shares(ngrams, len(ngrams.vocab), weights, tuple(context), word)
            for part, share in zip(parts, shares, strict=True):
                part.append(share)
        return draw.contributions(words, parts)

    return explorer(
        picture,
        text("a favour above 1 trusts long contexts: watch the words that were never seen after this one."),
        favour=ipywidgets.FloatSlider(
            value=1.0, min=0.2, max=5.0, step=0.2, description=text("favour for long contexts"),
            style={"description_width": "initial"}, layout=ipywidgets.Layout(width="420px"),
        ),
        uniform=ipywidgets.FloatSlider(value=0.05, min=0.0, max=0.5, step=0.01, description="1/V"),
    )  # fmt: skip


def order_shares(
    ngrams: NGrams, vocab_size: int, weights: Sequence[float], context: tuple[str, ...], word: str
) -> list[float]:
    """The summands of `interpolated_probability`, from 1/V to the longest context."""
    shares, passed_on = [0.0] * len(weights), 0.0
    for n in range(len(weights) - 1, 0, -1):
        known = context[len(context) - n + 1 :] if n - 1 <= len(context) else None
        if known is None or not ngrams.counts.get(known, 0):
            passed_on += weights[n]
            continue
        shares[n] = (weights[n] + passed_on) * ngram_probability(ngrams.counts, known, word)
        passed_on = 0.0
    shares[0] = (weights[0] + passed_on) / vocab_size
    return shares
