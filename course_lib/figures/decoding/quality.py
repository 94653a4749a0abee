"""Quality against diversity: where each way of decoding lands."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, ENGLISH, INK, MODEL, REFERENCE, SPANISH, Picture
from course_lib.language import text

COLORS = (MODEL, CONTRAST, SPANISH, ENGLISH, REFERENCE)


class Spot(NamedTuple):
    """One way of decoding, measured: its name on the figure, diversity (0 to 1) and perplexity."""

    name: str
    diversity: float
    perplexity: float


def quality_and_diversity(families: Mapping[str, Sequence[tuple[str, float, float]]], human: float) -> Picture:
    """Perplexity under a larger model against distinct pairs, a line per family of (name, diversity, perplexity).

    human: the perplexity of texts that people (here: the tiny world) wrote, a line across.
    """
    figure, (axis,) = theme.canvas(6.2, 4.3)
    axis.axhline(human, color=REFERENCE, linewidth=1.2, linestyle="--", zorder=0)
    for (family, spots), color in zip(families.items(), COLORS, strict=False):
        points = [Spot(*spot) for spot in spots]
        x, y = [spot.diversity for spot in points], [spot.perplexity for spot in points]
        axis.plot(x, y, "-o", color=color, markersize=6, linewidth=1.6, label=family)
        for index, spot in enumerate(points):
            dx, side = (7, "left") if index % 2 == 0 else (-7, "right")
            axis.annotate(
                spot.name, (spot.diversity, spot.perplexity), (dx, -3), textcoords="offset points", ha=side,
                color=color, fontsize=10,
            )  # fmt: skip
    theme.plain_log_ticks(axis)
    axis.yaxis.set_major_formatter("{x:g}")
    axis.margins(x=0.14)
    axis.set(xlabel=text("distinct pairs of tokens (share)"), ylabel=text("perplexity under a larger model"))
    left = axis.get_xlim()[0]
    axis.annotate(text("texts of the world"), (left, human), (4, 4), textcoords="offset points", color=INK, fontsize=10)
    figure.legend(loc="outside upper left", ncols=3, frameon=False, handlelength=1.4)
    listed = "; ".join(
        f"{family} {spot[0]}: {spot[1]:.2f}, {spot[2]:.1f}" for family, spots in families.items() for spot in spots
    )
    return theme.finish(figure, text("Diversity and perplexity of each way of decoding. {listed}.", listed=listed))
