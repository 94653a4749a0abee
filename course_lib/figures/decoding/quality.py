"""Quality against diversity: where each way of decoding lands."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, ENGLISH, INK, MODEL, REFERENCE, SPANISH, VALUE, Picture
from course_lib.language import text

COLORS = (MODEL, CONTRAST, SPANISH, ENGLISH, VALUE)
PLACES = ((-7, 6, "right"), (8, 1, "left"), (-4, -15, "center"), (0, 9, "center"), (-8, -3, "right"))
HIGHEST = 1.5  # times the world's own perplexity: higher points stand at the top


class Spot(NamedTuple):
    """One way of decoding, measured: its name on the figure, diversity (0 to 1) and perplexity."""

    name: str
    diversity: float
    perplexity: float


def quality_and_diversity(families: Mapping[str, Sequence[tuple[str, float, float]]], human: float) -> Picture:
    """Perplexity under a larger model against distinct pairs, a line per family of (name, diversity, perplexity).

    Names that the catalogue holds ("temperature", "greedy", "beams") are shown in the reader's language. Points too
    high for the figure stand at its top with their number. human: the perplexity of texts that people (here: the tiny
    world) wrote, a line across.
    """
    figure, (axis,) = theme.canvas(6.4, 4.4)
    axis.axhline(human, color=REFERENCE, linewidth=1.2, linestyle="--", zorder=0)
    top = HIGHEST * human
    labels: list[theme.Label] = []
    for index, (family, spots) in enumerate(families.items()):
        color, (dx, dy, side) = COLORS[index % len(COLORS)], PLACES[index % len(PLACES)]
        points = [Spot(text(name), diversity, perplexity) for name, diversity, perplexity in spots]
        x, y = [spot.diversity for spot in points], [min(spot.perplexity, top) for spot in points]
        axis.plot(x, y, "-o", color=color, markersize=6, linewidth=1.6, label=text(family), clip_on=False)
        for spot, at in zip(points, zip(x, y, strict=True), strict=True):
            name = spot.name if spot.perplexity <= top else f"{spot.name}  ↑ {spot.perplexity:.0f}"
            labels.append((at, name, color, (dx, dy, side)))
    theme.few_log_ticks(axis)
    axis.margins(x=0.14)
    theme.label_points(axis, labels)
    axis.set(xlabel=text("distinct pairs of tokens (share)"), ylabel=text("perplexity under a larger model"))
    left = axis.get_xlim()[0]
    axis.annotate(text("texts of the world"), (left, human), (4, 4), textcoords="offset points", color=INK, fontsize=10)
    figure.legend(loc="outside upper left", ncols=5, frameon=False, handlelength=1.2, columnspacing=1.2)
    listed = "; ".join(
        f"{text(family)} {text(spot[0])}: {spot[1]:.2f}, {spot[2]:.1f}"
        for family, spots in families.items()
        for spot in spots
    )
    return theme.finish(figure, text("Diversity and perplexity of each way of decoding. {listed}.", listed=listed))


def repetition_bars(shares: Mapping[str, float]) -> Picture:
    """The share of runs of four tokens that had been written before, a bar per way of decoding."""
    figure, (axis,) = theme.canvas(5.0, 0.36 * len(shares) + 0.7)
    names = [text(name) for name in shares]
    bars = axis.barh(names, list(shares.values()), color=CONTRAST, height=0.66)
    axis.bar_label(bars, [f"{share:.0%}" for share in shares.values()], padding=4, fontsize=10.5)
    axis.invert_yaxis()
    axis.margins(x=0.15)
    axis.tick_params(axis="y", length=0)
    axis.set(xlabel=text("runs of four tokens already written (share)"), xticks=[])
    listed = ", ".join(f"{name} {share:.0%}" for name, share in zip(names, shares.values(), strict=True))
    return theme.finish(figure, text("Repetition in long texts: {listed}.", listed=listed))
