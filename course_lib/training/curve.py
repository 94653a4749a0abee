"""The curve of losses under a progress bar: drawn by hand as SVG, since it is drawn again four times a second."""

import math
from collections.abc import Sequence
from html import escape

from course_lib.language import text

WIDTH_PX, HEIGHT_PX, LEFT_PX, BOTTOM_PX, TOP_PX = 420, 120, 46, 20, 8
POINTS = 120  # of the curve at most: each is the mean loss of some steps that follow each other
COLOR, GRID, INK = "#332288", "#D9D9D9", "#444444"


def smoothed(losses: Sequence[float], points: int = POINTS) -> list[tuple[float, float]]:
    """The curve as (step, loss): means over equal runs of steps, each placed at its middle."""
    run = max(1, math.ceil(len(losses) / points))
    parts = [(start, losses[start : start + run]) for start in range(0, len(losses), run)]
    return [(start + (len(part) + 1) / 2, sum(part) / len(part)) for start, part in parts]


def curve(losses: Sequence[float], steps: int, name: str | None = None) -> str:
    """The losses so far, or what else has a name, as an <svg> element whose axis reaches to `steps`; "" before there
    are two."""
    if len(losses) < 2:
        return ""
    points = smoothed(losses)
    low, high = (limit(loss for _, loss in points) for limit in (min, max))
    spread = high - low or 1.0

    def x(step: float) -> float:
        return LEFT_PX + (WIDTH_PX - LEFT_PX - 8) * step / steps

    def y(loss: float) -> float:
        return TOP_PX + (HEIGHT_PX - TOP_PX - BOTTOM_PX) * (1 - (loss - low) / spread)

    path = " ".join(f"{x(step):.1f},{y(loss):.1f}" for step, loss in points)
    ticks = "".join(
        f'<line x1="{LEFT_PX}" x2="{WIDTH_PX - 8}" y1="{y(loss):.1f}" y2="{y(loss):.1f}" stroke="{GRID}"/>'
        f'<text x="{LEFT_PX - 6}" y="{y(loss) + 4:.1f}" text-anchor="end">{loss:.2f}</text>'
        for loss in (low, high)
    )
    end = escape(text("step {steps}", steps=steps))
    name = text("loss") if name is None else name
    alt = text("{name} by step: from {first:.2f} to {last:.2f}.", name=name, first=points[0][1], last=points[-1][1])
    return (
        f'<svg role="img" aria-label="{escape(alt)}" width="{WIDTH_PX}" height="{HEIGHT_PX}" '
        f'viewBox="0 0 {WIDTH_PX} {HEIGHT_PX}" style="max-width: 100%; background: #fff" '
        f'font-family="sans-serif" font-size="11" fill="{INK}">{ticks}'
        f'<text x="{LEFT_PX}" y="{HEIGHT_PX - 5}">{escape(name)}</text>'
        f'<text x="{WIDTH_PX - 8}" y="{HEIGHT_PX - 5}" text-anchor="end">{end}</text>'
        f'<polyline points="{path}" fill="none" stroke="{COLOR}" stroke-width="2"/></svg>'
    )
