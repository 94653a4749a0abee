"""The tree that beam search keeps: what each step holds, where it came from, and which text won."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from course_lib.decoding import Beam
from course_lib.figures import theme
from course_lib.figures.decoding.scores import visible
from course_lib.figures.theme import CONTRAST, FAINT, INK, MODEL, REFERENCE, Picture
from course_lib.language import text


def beam_tree(steps: Sequence[Sequence[Beam]], names: Sequence[str]) -> Picture:
    """What beam search kept at every step (`search_beams`), best on top; the winner's way is drawn bold.

    names: every token's text, by id. Numbers are scores: sums of log-probabilities.
    """
    width = max(len(kept) for kept in steps)
    figure, (axis,) = theme.canvas(min(7.4, 1.05 * len(steps) + 0.6), 0.55 * width + 0.8, margins_in=(0, 0, 0, 0))
    draw_tree(axis, steps, names)
    score = steps[-1][0].score
    words = "".join(names[token] for token in steps[-1][0].tokens[len(steps[0][0].tokens) :].tolist())
    alt = text("A tree of {width} beams over {n} steps. The best continues “{words}”, with score {score:.2f}.",
               width=width, n=len(steps) - 1, words=words, score=score)  # fmt: skip
    return theme.finish(figure, alt)


def draw_tree(axis: Axes, steps: Sequence[Sequence[Beam]], names: Sequence[str]) -> None:
    """The tree on `axis`: a column per step."""
    theme.bare(axis)
    width = max(len(kept) for kept in steps)
    axis.set(xlim=(-0.5, len(steps) - 0.2), ylim=(width - 0.3, -0.9))
    winners = _way_of_the_best(steps)
    for x, kept in enumerate(steps):
        alive = {beam.parent for beam in steps[x + 1]} if x + 1 < len(steps) else set(range(len(kept)))
        if x:
            axis.text(x, -0.75, str(x), ha="center", va="center", color=REFERENCE, fontsize=9.5)
        for y, beam in enumerate(kept):
            won, ended_before = winners[x] == y, x > 0 and _same(beam, steps[x - 1][beam.parent])
            color = CONTRAST if won else MODEL if y in alive else REFERENCE
            if x:
                axis.plot(
                    [x - 0.62, x - 0.38], [beam.parent, y], color=CONTRAST if won else FAINT,
                    linewidth=2.4 if won else 1.4, zorder=0, solid_capstyle="round",
                )  # fmt: skip
            label = "⋯" if x == 0 else "=" if ended_before else visible(names[int(beam.tokens[-1])])
            weight = "bold" if won else "normal"
            axis.text(x, y - 0.12, label, ha="center", va="center", color=color, fontsize=10.5, fontweight=weight)
            axis.text(
                x, y + 0.24, f"{beam.score:.2f}".replace("-", "−"), ha="center", va="center", color=INK, fontsize=8
            )


def _way_of_the_best(steps: Sequence[Sequence[Beam]]) -> list[int]:
    """The winner's place at every step."""
    place, way = 0, []
    for kept in reversed(steps):
        way.append(place)
        place = kept[place].parent
    return way[::-1]


def _same(beam: Beam, before: Beam) -> bool:
    return len(beam.tokens) == len(before.tokens)
