"""Plain charts that several notebooks draw."""

from collections.abc import Mapping, Sequence

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, MODEL, Picture
from course_lib.language import text


def bars(values: Mapping[str, float], what: str, *, highlight: Sequence[str] = (), decimals: int = 0) -> Picture:
    """Horizontal bars in the order given, largest scale first: `what` names the axis, `highlight` some of the bars."""
    figure, (axis,) = theme.canvas(5.2, 0.3 * len(values) + 0.75)
    for place, (name, value) in enumerate(values.items()):
        color = CONTRAST if name in highlight else MODEL
        axis.barh(place, value, color=color, height=0.72)
        axis.annotate(f"{value:,.{decimals}f}", (value, place), (4, 0), textcoords="offset points", va="center",
                      fontsize=10, color=color)  # fmt: skip
    axis.set_yticks(range(len(values)), [theme.drawable(name) for name in values])
    axis.tick_params(axis="y", length=0)
    axis.invert_yaxis()
    axis.set(xlabel=what, xlim=(0, 1.15 * max(values.values())))
    axis.locator_params(axis="x", nbins=5)
    listed = ", ".join(f"{name} {value:,.{decimals}f}" for name, value in values.items())
    return theme.finish(figure, text("Bars of {what}: {listed}.", what=what, listed=listed))
