"""Figures of notebook 03 that are tables: kinds of task, and the ages of machine translation."""

from collections.abc import Mapping

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, INK, MODEL, PAPER, REFERENCE, Picture
from course_lib.language import mark, text

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "number": (
        mark("The spoon near the bathtubs for the crocodiles"),
        mark("The spoons near the bathtubs for the crocodiles"),
    ),
    "reviews": (mark("I did not like it at all"), mark("I liked it a lot")),
}
# What goes in, what comes out, an example, and which architectures fit.
TASKS = (
    (mark("1 word, or a pair → 1 label"), mark("are cold and hot opposites?"), "MLP"),
    (mark("n words → 1 of k labels"), mark("is this review positive?"), "MLP CNN RNN BERT"),
    (mark("n words → 0 … k labels"), mark("what topics is this text about?"), "MLP CNN RNN BERT"),
    (mark("n words → n labels"), mark("which words are names?"), "CNN RNN BERT"),
    (mark("n words → m words"), mark("translation, answers, summaries"), "seq2seq GPT"),
)
ARCHITECTURES = ("MLP", "CNN", "RNN", "BERT", "seq2seq", "GPT")
# Begin and end of each age, and single years, with their sources in the notebook's references.
AGES = ((1970, 1990, mark("rules")), (1990, 2016, mark("statistics")), (2014, 2026, mark("networks")))
YEARS = (
    (1947, mark("Weaver's letter: translation as decoding")),
    (1990, mark("IBM's statistical models")),
    (2014, mark("seq2seq; attention")),
    (2016, mark("GNMT: eight LSTM layers a side")),
    (2017, mark("Transformer")),
)


def example_sentences(name: str) -> list[list[str]]:
    """The words of each example sentence: "number" or "reviews"."""
    return [text(sentence).split() for sentence in SENTENCES[name]]


def kinds_of_task() -> Picture:
    """Kinds of task by what goes in and what comes out, and which architectures fit (S2's table)."""
    figure, (axis,) = theme.canvas(6.4, 0.62 * len(TASKS) + 0.55, margins_in=(0.05, 0.05, 0.05, 0.05))
    for row, (kind, example, fit) in enumerate(TASKS):
        axis.text(0, row - 0.16, text(kind), fontsize=10.5, fontweight="bold", color=INK, va="center")
        axis.text(0, row + 0.22, text(example), fontsize=9.5, color=REFERENCE, va="center")
        for column, name in enumerate(ARCHITECTURES):
            if name in fit.split():
                axis.plot(
                    4.9 + column, row, "s", color=CONTRAST if name in ("RNN", "seq2seq") else MODEL, markersize=11
                )
    for column, name in enumerate(ARCHITECTURES):
        axis.text(4.9 + column, -0.72, name, ha="center", va="center", fontsize=9, color=INK)
    axis.set(xlim=(-0.1, 10.5), ylim=(len(TASKS) - 0.5, -1.0))
    theme.bare(axis)
    listed = "; ".join(f"{text(kind)}: {fit}" for kind, _, fit in TASKS)
    return theme.finish(figure, text("Kinds of task and the architectures that fit. {listed}.", listed=listed))


def translation_ages() -> Picture:
    """The three ages of machine translation on a line of years."""
    figure, (axis,) = theme.canvas(6.4, 2.9, margins_in=(0.15, 0.15, 0.4, 0.1))
    for row, ((first, last, name), color) in enumerate(zip(AGES, (REFERENCE, "#0072B2", MODEL), strict=True)):
        axis.barh(row, last - first, left=first, height=0.62, color=color)
        axis.text(
            (first + last) / 2, row, text(name), ha="center", va="center", color=PAPER, fontsize=10, fontweight="bold"
        )
    for row, (year, name) in enumerate(YEARS, start=len(AGES)):
        axis.plot(year, row, "o", color=CONTRAST, markersize=5)
        side, align = (-8, "right") if year > 1985 else (8, "left")
        label = f"{year} · {text(name)}"
        axis.annotate(label, (year, row), (side, 0), textcoords="offset points", va="center", ha=align, fontsize=9.5)
    axis.set(xlim=(1943, 2027), ylim=(len(AGES) + len(YEARS) - 0.4, -0.6))
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    axis.set_xticks(range(1950, 2030, 10))
    listed = "; ".join(f"{first}–{last} {text(name)}" for first, last, name in AGES)
    return theme.finish(figure, text("Ages of machine translation: {listed}.", listed=listed))
