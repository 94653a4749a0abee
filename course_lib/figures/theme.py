"""One look for every figure: the same colour for the same thing, sizes that read at 100 % and when printed.

Colours are Okabe and Ito's (2008) and Tol's, told apart by colour-blind readers; nothing relies on colour alone.
"""

import base64
import html
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ticker import NullFormatter, NullLocator
from PIL import Image

from course_lib.cells import is_live

QUERY, KEY, VALUE, WEIGHT = "#0072B2", "#D55E00", "#00805E", "#882E72"
SPANISH, ENGLISH = "#B06E00", "#2A7FB8"
MODEL, REFERENCE, CONTRAST = "#332288", "#767676", "#AA3377"
INK, FAINT, PAPER = "#222222", "#D9D9D9", "#FFFFFF"

WEIGHTS = LinearSegmentedColormap.from_list("course_weights", [PAPER, "#D9B3CF", WEIGHT, "#3E1033"])
SIGNED = LinearSegmentedColormap.from_list("course_signed", [KEY, "#F7F7F7", QUERY])

Number = int | float

DPI = 192
WIDTH_IN = 5.2  # print of 11 points is still one of 8 when a telephone shows it 350 pixels wide
SCREEN_PX_PER_INCH = 96

STYLE: dict[Any, Any] = {
    "axes.edgecolor": "#888888",
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.labelsize": 11,
    "figure.facecolor": PAPER,
    "font.size": 11,
    "lines.linewidth": 2.2,
    "mathtext.fontset": "dejavusans",
    "text.color": INK,
    "xtick.color": "#444444",
    "xtick.labelsize": 10.5,
    "ytick.color": "#444444",
    "ytick.labelsize": 10.5,
}


def apply() -> None:
    """Set matplotlib's defaults to the course's look, for the reader's own figures too."""
    matplotlib.rcParams.update(STYLE)


@dataclass(frozen=True)
class Picture:
    """A finished figure: what a cell returns, so that it is shown once, with a description for who cannot see it."""

    png: bytes
    alt: str
    width_px: int

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, object]]:
        data, metadata = self.still()
        return ({"text/html": self.html(), **data} if is_live() else data), metadata

    def still(self) -> tuple[dict[str, str], dict[str, object]]:
        """The picture as PNG, its description as text: the mime types, and their metadata."""
        data = {"image/png": base64.b64encode(self.png).decode(), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt, "width": self.width_px}}

    def html(self, on_load: str = "") -> str:
        """As an element that says what it shows: JupyterLab gives a PNG no alternative text, whatever its metadata say.

        It keeps a white ground of its own in a dark theme. ``on_load``: JavaScript to run once it is on the page.
        """
        source = base64.b64encode(self.png).decode()
        style = f"width: {self.width_px}px; max-width: 100%; height: auto; background: {PAPER}; border-radius: 6px"
        does = f' onload="{html.escape(on_load)}"' if on_load else ""
        return f'<img src="data:image/png;base64,{source}" alt="{html.escape(self.alt)}" style="{style}"{does}>'


def canvas(
    width_in: Number = WIDTH_IN,
    height_in: Number = 3.1,
    *,
    margins_in: tuple[Number, Number, Number, Number] | None = None,
    **grid: Any,
) -> tuple[Figure, list[Axes]]:
    """A figure outside pyplot's global state, and its axes in one flat list; `grid` as in Figure.subplots.

    `margins_in` (left, right, bottom, top) places the axes by hand: measuring every label to make room for it takes
    half of the drawing time, which a live figure does not have.
    """
    figure = Figure(figsize=(width_in, height_in), dpi=DPI, layout="constrained" if margins_in is None else None)
    axes = figure.subplots(**{"squeeze": False, **grid})
    if margins_in is not None:
        left, right, bottom, top = margins_in
        figure.subplots_adjust(left / width_in, bottom / height_in, 1 - right / width_in, 1 - top / height_in)
    return figure, list(axes.flat)


def finish(figure: Figure, alt: str) -> Picture:
    """Draw `figure` to a PNG, described by `alt`. Once: savefig would draw it twice."""
    drawn = FigureCanvasAgg(figure)
    drawn.draw()
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(drawn.buffer_rgba())).convert("RGB").save(
        buffer, "png", dpi=(DPI, DPI), compress_level=1
    )
    return Picture(buffer.getvalue(), alt, round(figure.get_figwidth() * SCREEN_PX_PER_INCH))


@cache
def _letters() -> frozenset[int]:
    """What both of the figures' fonts can draw."""
    fonts = [get_font(findfont(FontProperties(family=family))) for family in ("DejaVu Sans", "DejaVu Sans Mono")]
    return frozenset.intersection(*(frozenset(font.get_charmap()) for font in fonts))


def drawable(text: str, *, missing: str = "□") -> str:
    """The text with a box, or what else is wanted, for each letter that no font of ours has, such as an emoji."""
    return "".join(letter if ord(letter) in _letters() else missing for letter in text)


def label_end(axis: Axes, x: Number, y: Number, name: str, color: str, *, dy_pt: Number = 0) -> None:
    """Name a line where it ends, in its own colour: no legend to look up."""
    axis.annotate(name, (x, y), (6, dy_pt), textcoords="offset points", color=color, va="center", fontweight="bold")


def label_ends(axis: Axes, x: Number, ends: Sequence[tuple[Number, str, str]]) -> None:
    """Name lines, (height, name, color) each, low to high, each at least a line of print above the one before."""
    last_pt = -math.inf
    for value, name, color in sorted(ends):
        height_pt = axis.transData.transform((float(x), float(value)))[1] * 72 / DPI
        shift = max(0.0, last_pt + 14 - height_pt)
        label_end(axis, x, value, name, color, dy_pt=shift)
        last_pt = height_pt + shift


Label = tuple[tuple[Number, Number], str, str, tuple[Number, Number, str]]  # at, name, color, (dx, dy, side) in points


def label_points(axis: Axes, labels: Sequence[Label]) -> None:
    """Name points, each name where it is wanted or, where another stands, some lines of print above or below it.

    After the axes have their limits: names are kept apart as they are drawn.
    """
    if (figure := axis.get_figure(root=True)) is not None:
        figure.draw_without_rendering()  # lays the axes out
    taken: list[tuple[float, float, float, float]] = []
    to_pt, line_pt = 72 / DPI, 13
    for (x, y), name, color, (dx, dy, side) in labels:
        left, middle = axis.transData.transform((float(x), float(y))) * to_pt
        width = 0.66 * 10 * len(name)
        left += dx - (width if side == "right" else width / 2 if side == "center" else 0)
        for step in (0, 1, -1, 2, -2, 3, -3, 4, 5, 6):
            low = middle + dy + line_pt * step - 5
            box = (left, low, left + width, low + line_pt)
            if not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
                break
        taken.append(box)
        line = {"arrowstyle": "-", "color": FAINT, "linewidth": 0.8, "shrinkA": 1, "shrinkB": 3} if step else None
        where: dict[str, Any] = {"xytext": (dx, dy + line_pt * step), "textcoords": "offset points", "ha": side}
        axis.annotate(name, (x, y), color=color, fontsize=10, arrowprops=line, **where)


def room_for_labels(axis: Axes, first: Number, last: Number, right: Number) -> None:
    """Leave white space for labels after the data end at `last`: the axis line and its ticks stop there."""
    axis.set_xlim(right=right)
    axis.spines["bottom"].set_bounds(first, last)
    axis.set_xticks([tick for tick in axis.get_xticks() if first <= tick <= last])


def plain_log_ticks(axis: Axes) -> None:
    """A logarithmic y axis with its powers of ten only."""
    axis.set_yscale("log")
    axis.yaxis.set_minor_formatter(NullFormatter())


def few_log_ticks(axis: Axes) -> None:
    """A logarithmic y axis over a decade or less: marked at 1, 2 and 5 times powers of ten, or more often."""
    axis.set_yscale("log")
    low, high = axis.get_ylim()
    steps = (1, 2, 5) if high > 5 * low else (1, 1.5, 2, 2.5, 3, 4, 5, 7)
    ticks = [step * 10.0**power for power in range(-3, 7) for step in steps]
    axis.set_yticks([tick for tick in ticks if low <= tick <= high])
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    axis.yaxis.set_minor_formatter(NullFormatter())
    axis.yaxis.set_minor_locator(NullLocator())


def bare(axis: Axes) -> None:
    """Take away frame and ticks: for drawings that are not plots."""
    axis.set_axis_off()
