"""Plain charts that several notebooks draw."""

from collections.abc import Mapping, Sequence

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, INK, MODEL, REFERENCE, Number, Picture
from course_lib.language import text

LINES = (MODEL, CONTRAST, "#0072B2", "#44AA99")


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


def accuracy_by_task(accuracies: Mapping[str, Mapping[str, float]]) -> Picture:
    """accuracies[task][way], with a line where a coin toss lies."""
    ways = list(next(iter(accuracies.values())))
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.26 * len(accuracies) * (len(ways) + 1) + 0.9)
    places, names = [], []
    for block, (task, by_way) in enumerate(accuracies.items()):
        top = block * (len(ways) + 1.2)
        axis.annotate(task, (0, top - 0.75), fontsize=10.5, fontweight="bold", color=INK, va="center")
        for row, (way, accuracy) in enumerate(by_way.items()):
            color = LINES[row % len(LINES)]
            axis.barh(top + row, accuracy, color=color, height=0.74)
            axis.annotate(f"{accuracy:.0%}", (accuracy, top + row), (4, 0), textcoords="offset points", va="center",
                          fontsize=10, color=color)  # fmt: skip
            places.append(top + row)
            names.append(way)
    axis.set_yticks(places, names)
    axis.tick_params(axis="y", length=0)
    axis.axvline(0.5, color=REFERENCE, linestyle="--", linewidth=1.1)
    axis.set(xlim=(0, 1.12), ylim=(places[-1] + 0.6, -1.3), xlabel=text("accuracy; dashed: a coin toss"))
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axis.set_xticks([0, 0.25, 0.5, 0.75, 1])
    listed = "; ".join(
        f"{task}: " + ", ".join(f"{w} {a:.0%}" for w, a in by.items()) for task, by in accuracies.items()
    )
    return theme.finish(figure, text("Accuracy by task. {listed}.", listed=listed))


def lines(
    x: Sequence[Number],
    values: Mapping[str, Sequence[Number]],
    x_name: str,
    y_name: str,
    *,
    logarithmic: bool = False,
    percent: bool = False,
) -> Picture:
    """Lines over the same x, each named at its end; both axes are named."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 3.2)
    for line, color in zip(values.values(), LINES, strict=False):
        axis.plot(x, list(line), "o-", color=color, markersize=4)
    axis.set(xlabel=x_name, ylabel=y_name)
    if logarithmic:
        theme.plain_log_ticks(axis)
    if percent:
        axis.set_ylim(0, 1.04)
        axis.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    theme.room_for_labels(axis, x[0], x[-1], x[-1] + 0.32 * (x[-1] - x[0]))
    ends = [(line[-1], name, color) for (name, line), color in zip(values.items(), LINES, strict=False)]
    theme.label_ends(axis, x[-1], ends)
    listed = "; ".join(f"{name}: {', '.join(f'{v:.2g}' for v in line)}" for name, line in values.items())
    return theme.finish(figure, text("{what} by {x}. {listed}.", what=y_name, x=x_name, listed=listed))


def intervals(
    values: Mapping[str, tuple[float, float, float]], what: str, *, chance: float | None = None, percent: bool = True
) -> Picture:
    """Values with confidence intervals, name -> (low, value, high): shares, unless percent is False; dashed, chance."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.42 * len(values) + 0.8)
    shown = "{:.0%}" if percent else "{:.0f}"
    for row, (low, value, high) in enumerate(values.values()):
        axis.plot([low, high], [row, row], color=MODEL, linewidth=2)
        axis.plot(value, row, "o", color=CONTRAST, markersize=7)
        axis.annotate(shown.format(value), (high, row), (6, 0), textcoords="offset points", va="center", fontsize=10)
    if chance is not None:
        axis.axvline(chance, color=REFERENCE, linestyle="--", linewidth=1.1)
    label = what if chance is None else f"{what}\n({text('dashed: by chance')})"
    axis.set_yticks(range(len(values)), list(values))
    axis.tick_params(axis="y", length=0)
    right = 1.05 if percent else 1.15 * max(high for _, _, high in values.values())
    axis.set(xlim=(0, right), ylim=(len(values) - 0.4, -0.6), xlabel=label)
    axis.xaxis.set_major_formatter(lambda value, _: shown.format(value))
    listed = "; ".join(
        f"{name}: " + "{} ({} – {})".format(*map(shown.format, (value, low, high)))
        for name, (low, value, high) in values.items()
    )
    return theme.finish(figure, text("{what}, with 95 % intervals. {listed}.", what=what, listed=listed))
