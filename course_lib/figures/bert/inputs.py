"""Token by token: what goes into BERT, what is hidden from it, and what it guesses."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, INK, MODEL, PAPER, REFERENCE, Picture
from course_lib.language import mark, text

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "pair": (mark("Renata bought a blue guitar."), mark("She plays it at night.")),
    "hidden": (
        mark("Once upon a time there was a curious dog that lived by a forest."),
        mark("The doctor bought a red guitar."),
        mark("Mole is made with chilies and chocolate."),
    ),
    "hidden words": (mark("dog"), mark("red"), mark("chocolate")),
    "direction": (mark("Renata traveled from Acapulco to Chicago."), mark("Renata traveled from Chicago to Acapulco.")),
    "job": (mark("[MASK] works as a doctor."), mark("[MASK] works as a cook."), mark("[MASK] works as a teacher.")),
    "beginning": (mark("Once upon a time there was"),),
}


def example_sentences(name: str) -> list[str]:
    """Sentences in the reader's language: a key of SENTENCES."""
    return [text(sentence) for sentence in SENTENCES[name]]


def input_rows(tokens: Sequence[str], segments: Sequence[int]) -> Picture:
    """Tokens with their segments and positions: the three numbers that each vector is made of."""
    rows = {
        text("token"): list(tokens),
        text("segment"): [str(segment) for segment in segments],
        text("position"): [str(place) for place in range(len(tokens))],
    }
    colors = [MODEL if segment == 0 else CONTRAST for segment in segments]
    return _rows(rows, {text("token"): colors, text("segment"): colors}, text("Input of BERT: {listed}."), tokens)


def masking_rows(tokens: Sequence[str], inputs: Sequence[str], asked: Sequence[bool]) -> Picture:
    """What stood there, what the model sees, and what it is asked for (· where nothing is)."""
    rows = {
        text("text"): list(tokens),
        text("model sees"): list(inputs),
        text("asked for"): [token if ask else "·" for token, ask in zip(tokens, asked, strict=True)],
    }
    colors = [CONTRAST if ask else INK for ask in asked]
    return _rows(rows, dict.fromkeys(rows, colors), text("Hidden tokens: {listed}."), inputs)


def _rows(
    rows: Mapping[str, Sequence[str]], colors: Mapping[str, Sequence[str]], alt: str, listed: Sequence[str]
) -> Picture:
    """Rows of boxes, as many to a line as fit, one block under the other."""
    widths = [0.62 * max(len(row[place]) for row in rows.values()) + 0.9 for place in range(len(listed))]
    blocks, room = [[0]], 30.0
    for place in range(1, len(widths)):
        if sum(widths[i] for i in blocks[-1]) + widths[place] > room:
            blocks.append([])
        blocks[-1].append(place)
    height = len(rows) + 0.6
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.3 * height * len(blocks) + 0.1, margins_in=(0.9, 0.05, 0.05, 0.05))
    for number, block in enumerate(blocks):
        for row, (name, values) in enumerate(rows.items()):
            y = number * height + row
            axis.text(-0.4, y, name, ha="right", va="center", fontsize=9, color=REFERENCE)
            _boxes(axis, y, [(widths[i], values[i], colors.get(name, [INK] * len(listed))[i]) for i in block])
    axis.set(xlim=(0, room), ylim=(height * len(blocks) - 0.9, -0.6))
    theme.bare(axis)
    return theme.finish(figure, alt.format(listed=" ".join(listed)))


def _boxes(axis: Axes, y: float, boxes: Sequence[tuple[float, str, str]]) -> None:
    x = 0.0
    for width, label, color in boxes:
        box = {"boxstyle": "round,pad=0.2", "facecolor": PAPER, "edgecolor": color if label != "·" else PAPER}
        axis.text(x + width / 2, y, theme.drawable(label), ha="center", va="center", fontsize=9, color=color, bbox=box)
        x += width


def guess_bars(sentence: str, guesses: Mapping[str, float], hidden: str) -> Picture:
    """The likeliest words for the hidden place; the one that was hidden in another color."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.29 * len(guesses) + 0.75, margins_in=(1.3, 0.5, 0.1, 0.42))
    for row, (word, share) in enumerate(guesses.items()):
        color = CONTRAST if word == hidden else MODEL
        axis.barh(row, share, color=color, height=0.72)
        axis.annotate(
            f"{share:.2f}", (share, row), (4, 0), textcoords="offset points", va="center", color=color, fontsize=10
        )
    axis.set_yticks(range(len(guesses)), [theme.drawable(word) for word in guesses])
    axis.tick_params(axis="y", length=0)
    axis.set(xlim=(0, 1), ylim=(len(guesses) - 0.4, -0.6))
    axis.set_xticks([])
    axis.spines["bottom"].set_visible(False)
    axis.set_title(sentence if len(sentence) < 62 else f"{sentence[:60]}…", fontsize=9.5, fontweight="normal", x=-0.28)
    listed = ", ".join(f"{word} {share:.2f}" for word, share in guesses.items())
    return theme.finish(figure, text("Guesses for “{sentence}”: {listed}.", sentence=sentence, listed=listed))
