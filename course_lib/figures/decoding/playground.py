"""One picture for the playground: the text written so far, and either the next token's bars or the tree of beams."""

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from torch import Tensor

from course_lib.decoding import Beam
from course_lib.figures import theme
from course_lib.figures.decoding.beams import draw_tree
from course_lib.figures.decoding.scores import draw_bars
from course_lib.figures.theme import CONTRAST, INK, REFERENCE, Picture
from course_lib.language import text

WIDTH_IN, COLUMNS, LINES = 7.2, 78, 4
MARGIN_IN = 0.12
# A letter of DejaVu Sans Mono is 0.602 of the font size wide: at this size COLUMNS of them fill the line.
FONT_PT = (WIDTH_IN - 2 * MARGIN_IN) / COLUMNS * 72 / 0.602


def playground(
    names: Sequence[str],
    prompt: str,
    written: Sequence[int],
    step: int,
    scores: tuple[Tensor, Tensor] | None = None,
    beams: Sequence[Sequence[Beam]] | None = None,
) -> Picture:
    """What was written after `prompt`, token ids, with the one of `step` marked; under it that step's scores
    (before and after the filters), or the beams."""
    rows = 2.6 if beams is None else 0.55 * max(map(len, beams)) + 0.5
    margins_in = (MARGIN_IN, MARGIN_IN, 0.1, 0.1)
    lines = LINES if beams is None else 2  # a search is a few tokens long
    ratios = [0.25 * lines, rows]
    figure, (above, below) = theme.canvas(
        WIDTH_IN, sum(ratios) + 0.5, nrows=2, height_ratios=ratios, margins_in=margins_in
    )
    said = _write(above, lines, prompt, [names[token] for token in written], step)
    if beams is not None:
        draw_tree(below, beams, names)
        return theme.finish(figure, text("Beam search writes: {said}", said=said))
    if scores is None or not written:
        theme.bare(below)
        return theme.finish(figure, said)
    box = below.get_position()
    below.set_position((0.24, box.y0, 0.56, box.height * 0.92))
    alt = draw_bars(below, names, *scores, shown=8, chosen=written[step])
    return theme.finish(figure, f"{said} {alt}")


def _write(axis: Axes, lines: int, prompt: str, pieces: Sequence[str], step: int) -> str:
    """The last lines of the text, the piece of `step` coloured; the whole text."""
    theme.bare(axis)
    axis.set(xlim=(0, COLUMNS), ylim=(lines - 0.3, -0.7))
    whole = (prompt + "".join(pieces)).replace("\n", "⏎")
    start = len(prompt + "".join(pieces[:step]))
    end = start + len(pieces[step]) if step < len(pieces) else start
    shown = _lines(whole)[-lines:]
    place = len(whole) - sum(map(len, shown))
    for row, line in enumerate(shown):
        _colored(axis, row, line, place, len(prompt), (start, end))
        place += len(line)
    return whole


def _colored(axis: Axes, row: int, line: str, first: int, prompt_end: int, marked: tuple[int, int]) -> None:
    """One line in a fixed-width letter: the prompt grey, what was written dark, the marked piece coloured."""
    for color, weight, low, high in (
        (REFERENCE, "normal", 0, prompt_end),
        (INK, "normal", prompt_end, marked[0]),
        (CONTRAST, "bold", *marked),
        (INK, "normal", marked[1], first + len(line)),
    ):
        low, high = max(low, first), min(high, first + len(line))
        if low < high:
            shown = theme.drawable(line[low - first : high - first])
            axis.text(low - first, row, shown, family="monospace", color=color, fontweight=weight, fontsize=FONT_PT,
                      va="center")  # fmt: skip


def _lines(whole: str) -> list[str]:
    """The text cut into lines that together are the text again."""
    lines = textwrap.wrap(whole, COLUMNS, drop_whitespace=False, replace_whitespace=False)
    return lines or [""]
