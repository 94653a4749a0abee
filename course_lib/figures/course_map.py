"""The map of the course: its notebooks, what each builds on, and how much of each is done."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, FAINT, INK, MODEL, PAPER, REFERENCE, Picture
from course_lib.language import text
from course_lib.topics import Topic

# Where each notebook stands: column and row. The main road goes down one side and up the other.
PLACES = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (2, 1), 5: (1, 1), 6: (0, 1), 7: (0, 2), 9: (1, 2), 8: (2, 2)}
WIDE, HIGH, STEP_X, STEP_Y = 2.15, 0.95, 2.5, 1.35


def course_map(topics: Sequence[Topic], done: Mapping[str, int], here: str = "") -> Picture:
    """A box for each notebook, an arrow from what it builds on, a bar of what is done; ``here`` has a thick frame."""
    figure, (axis,) = theme.canvas(7.2, 3.9)
    theme.bare(axis)
    axis.set(xlim=(-0.1, 2 * STEP_X + WIDE + 0.1), ylim=(-2 * STEP_Y - 0.15, HIGH + 0.1))
    corners = {topic.name: (PLACES[topic.number][0] * STEP_X, -PLACES[topic.number][1] * STEP_Y) for topic in topics}
    for topic in topics:
        for need in topic.needs:
            _arrow(axis, corners[need], corners[topic.name])
    for topic in topics:
        _box(axis, topic, corners[topic.name], done.get(topic.name, 0), topic.name == here)
    said = "; ".join(
        text("{number} {title}, about {hours:g} h, {done} of {all} exercises done", number=topic.number,
             title=topic.title, hours=topic.hours, done=done.get(topic.name, 0), all=len(topic.exercises))
        for topic in topics
    )  # fmt: skip
    return theme.finish(
        figure,
        text(
            "The map of the course: each notebook after the one before it, but 8 after 4 and 9 after 7. {said}.",
            said=said,
        ),
    )


def _box(axis: Axes, topic: Topic, corner: tuple[float, float], done: int, here: bool) -> None:
    x, y = corner
    frame: dict[str, Any] = {"edgecolor": CONTRAST if here else REFERENCE, "linewidth": 2.4 if here else 1.0}
    axis.add_patch(
        FancyBboxPatch(
            (x, y), WIDE, HIGH, boxstyle="round,pad=0.02,rounding_size=0.1", zorder=2, facecolor=PAPER, **frame
        )
    )
    lines = _folded(f"{topic.number} · {topic.title}")
    axis.text(
        x + 0.1, y + HIGH - 0.1, lines, va="top", fontsize=10, fontweight="bold", color=INK, zorder=3, linespacing=1.1
    )
    hours = text("{hours:g} h · {done} of {all}", hours=topic.hours, done=done, all=len(topic.exercises))
    axis.text(x + WIDE - 0.08, y + 0.13, hours, va="bottom", ha="right", fontsize=9, color=INK, zorder=3)
    for width, color in ((WIDE - 0.16, FAINT), ((WIDE - 0.16) * done / len(topic.exercises), MODEL)):
        axis.plot(
            [x + 0.08, x + 0.08 + width], [y + 0.06] * 2, color=color, linewidth=4, zorder=3, solid_capstyle="butt"
        )


def _folded(title: str, width: int = 21) -> str:
    lines = [""]
    for word in title.split():
        lines.append(word) if len(lines[-1]) + len(word) >= width else lines.append(f"{lines.pop()} {word}".strip())
    return "\n".join(lines)


def _arrow(axis: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From the middle of one box's side to the other's nearest."""
    dx, dy = (end[0] > start[0]) - (end[0] < start[0]), (end[1] > start[1]) - (end[1] < start[1])
    out, into = (_side(start, dx, dy), _side(end, -dx, -dy))
    style = {"arrowstyle": "-|>", "color": REFERENCE, "linewidth": 1.4, "shrinkA": 3, "shrinkB": 3}
    axis.annotate("", into, out, arrowprops=style, zorder=1)


def _side(corner: tuple[float, float], dx: int, dy: int) -> tuple[float, float]:
    return corner[0] + WIDE * (1 + dx) / 2, corner[1] + HIGH * (1 + dy) / 2
