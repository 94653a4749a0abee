"""Accuracies of the same model on the same examples, prompted in different ways."""

from collections.abc import Mapping, Sequence

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, MODEL, REFERENCE, Picture
from course_lib.language import text


def spread(
    before: Mapping[str, Sequence[float]], after: Mapping[str, Sequence[float]], names: tuple[str, str]
) -> Picture:
    """A dot for each prompt of a group, 0 to 1: `before` above, `after` below; dashed, a coin toss."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.62 * len(before) + 1.2)
    for row, name in enumerate(before):
        for shift, values, color in ((-0.14, before[name], MODEL), (0.14, after.get(name, ()), CONTRAST)):
            if values:
                axis.plot([min(values), max(values)], [row + shift] * 2, color=color, alpha=0.35, linewidth=3)
                axis.plot(list(values), [row + shift] * len(values), "o", color=color, markersize=6, alpha=0.8)
    axis.axvline(0.5, color=REFERENCE, linestyle="--", linewidth=1.1)
    axis.set_yticks(range(len(before)), list(before))
    axis.tick_params(axis="y", length=0)
    axis.set(xlim=(0, 1.05), ylim=(len(before) - 0.4, -1), xlabel=text("accuracy; dashed: a coin toss"))
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axis.annotate(names[0], (0.0, -0.75), fontsize=10, color=MODEL, va="center")
    axis.annotate(names[1], (0.62, -0.75), fontsize=10, color=CONTRAST, va="center")
    listed = "; ".join(
        f"{name}: {min(values):.0%} – {max(values):.0%}, {min(after[name]):.0%} – {max(after[name]):.0%}"
        if after.get(name)
        else f"{name}: {min(values):.0%} – {max(values):.0%}"
        for name, values in before.items()
    )
    ways = ", ".join(filter(None, names))
    return theme.finish(figure, text("Accuracy by prompt: {ways}. {listed}.", ways=ways, listed=listed))
