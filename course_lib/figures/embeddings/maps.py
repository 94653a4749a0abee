"""Words as points of a plane: the two directions in which they differ most (principal component analysis)."""

from collections.abc import Mapping, Sequence
from html import escape

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, ENGLISH, INK, MODEL, SPANISH, Picture
from course_lib.language import text

SVG_WIDTH_PX, SVG_HEIGHT_PX, MARGIN_PX = 560, 400, 28


def plane(vectors: Float[Tensor, "n d"], axes: tuple[int, int] = (0, 1)) -> Float[Tensor, "n 2"]:
    """Coordinates along two principal components; each is turned so that its largest coordinate is positive."""
    centered = vectors.double() - vectors.double().mean(dim=0)
    _, _, directions = torch.linalg.svd(centered, full_matrices=False)
    points = centered @ directions[list(axes)].T
    largest = points.gather(0, points.abs().argmax(dim=0, keepdim=True))
    return (points * largest.sign()).float()


def word_map(
    points: Float[Tensor, "n 2"], words: Sequence[str], named: Sequence[int], near: Sequence[int] = ()
) -> Picture:
    """All words as dots, some with their names; those of `near` are joined to the first of `named`."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 3.9)
    xs, ys = points.T.tolist()
    axis.scatter(xs, ys, s=6, color="#BBBBBB", linewidths=0)
    for place in near:
        start = named[0]
        axis.plot([xs[start], xs[place]], [ys[start], ys[place]], color=MODEL, linewidth=0.8, alpha=0.6)
    for place in (*near, *named):
        color = CONTRAST if near and place == named[0] else MODEL
        axis.plot(xs[place], ys[place], "o", color=color, markersize=4)
        axis.annotate(words[place], (xs[place], ys[place]), (3, 3), textcoords="offset points", fontsize=9, color=INK)
    axis.set_xticks([])
    axis.set_yticks([])
    axis.set(xlabel=text("first principal component"), ylabel=text("second"))
    listed = ", ".join(words[place] for place in (*named, *near))
    return theme.finish(figure, text("A map of {size} words; named: {listed}.", size=len(words), listed=listed))


def projector_svg(
    points: Float[Tensor, "n 2"], words: Sequence[str], chosen: int | None, near: Sequence[tuple[int, float]] = ()
) -> str:
    """The map as an <svg>: every dot says its word when the pointer rests on it; the chosen word and its neighbours,
    with their cosines, are named."""
    low, high = points.min(dim=0).values, points.max(dim=0).values
    places = (points - low) / (high - low).clamp(min=1e-9)
    xs = (MARGIN_PX + places[:, 0] * (SVG_WIDTH_PX - 4 * MARGIN_PX)).tolist()
    ys = (SVG_HEIGHT_PX - MARGIN_PX - places[:, 1] * (SVG_HEIGHT_PX - 2 * MARGIN_PX)).tolist()
    dot = '<circle cx="{:.1f}" cy="{:.1f}" r="3" fill="#999999" fill-opacity="0.55"><title>{}</title></circle>'
    dots = [dot.format(x, y, escape(word)) for word, x, y in zip(words, xs, ys, strict=True)]
    shown = [] if chosen is None else [(chosen, 1.0, CONTRAST), *((place, cosine, MODEL) for place, cosine in near)]
    lines, names = [], []
    for place, cosine, color in shown:
        x, y, word = xs[place], ys[place], escape(words[place])
        label = word if place == chosen else f"{word} {cosine:.2f}"
        if place != chosen and chosen is not None:
            ends = f'x1="{xs[chosen]:.1f}" y1="{ys[chosen]:.1f}" x2="{x:.1f}" y2="{y:.1f}"'
            lines.append(f'<line {ends} stroke="{MODEL}" stroke-opacity="0.4"/>')
        names.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{color}"><title>{word}</title></circle>')
        halo = 'stroke="#fff" stroke-width="3" paint-order="stroke"'
        names.append(f'<text x="{x + 7:.1f}" y="{y + 4:.1f}" fill="{color}" {halo}>{label}</text>')
    listed = ", ".join(words[place] for place, _, _ in shown)
    alt = text("A map of {size} words; named: {listed}.", size=len(words), listed=listed)
    size = f'viewBox="0 0 {SVG_WIDTH_PX} {SVG_HEIGHT_PX}" width="{SVG_WIDTH_PX}"'
    return (
        f'<svg role="img" aria-label="{escape(alt)}" {size} style="max-width: 100%; height: auto; background: #fff" '
        f'font-family="sans-serif" font-size="12">{"".join(dots)}{"".join(lines)}{"".join(names)}</svg>'
    )


def offsets(pairs: Sequence[tuple[str, str]], vectors: Mapping[str, Tensor]) -> Picture:
    """Arrows from each first word to its second, in the plane in which these words differ most."""
    words = [word for pair in pairs for word in pair]
    points = plane(torch.stack([vectors[word] for word in words]))
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 3.6)
    xs, ys = points.T.tolist()
    arrow = {"arrowstyle": "->", "color": MODEL, "linewidth": 1.6, "shrinkA": 4, "shrinkB": 4}
    for place, word in enumerate(words):
        color = CONTRAST if place % 2 else INK
        axis.plot(xs[place], ys[place], "o", color=color, markersize=4)
        axis.annotate(word, (xs[place], ys[place]), (4, 4), textcoords="offset points", fontsize=10, color=color)
        if place % 2:
            axis.annotate("", (xs[place], ys[place]), (xs[place - 1], ys[place - 1]), arrowprops=arrow)
    axis.margins(0.14)
    axis.set_xticks([])
    axis.set_yticks([])
    listed = ", ".join(f"{a} → {b}" for a, b in pairs)
    return theme.finish(figure, text("Arrows from word to word: {listed}.", listed=listed))


def two_spaces(
    spanish: Float[Tensor, "n d"],
    english: Float[Tensor, "n d"],
    turned: Float[Tensor, "n d"],
    pairs: Sequence[tuple[str, str]],
) -> Picture:
    """Translations joined by lines, before and after the Spanish space is turned, in the same plane."""
    figure, axes = theme.canvas(theme.WIDTH_IN, 3.4, ncols=2, sharex=True, sharey=True)
    both = torch.cat((english, turned)).double()
    directions = torch.linalg.svd(both - both.mean(dim=0), full_matrices=False).Vh[:2]
    points = [((space.double() - both.mean(dim=0)) @ directions.T).float() for space in (english, turned, spanish)]
    for axis, first, title in zip(axes, (points[2], points[1]), (text("before"), text("after the turn")), strict=True):
        for (x, y), (u, v) in zip(first.tolist(), points[0].tolist(), strict=True):
            axis.plot([x, u], [y, v], color="#CCCCCC", linewidth=0.8, zorder=1)
        for cloud, column, color in ((first, 0, SPANISH), (points[0], 1, ENGLISH)):
            axis.plot(cloud[:, 0], cloud[:, 1], "o", color=color, markersize=3.5)
            for place in range(0, len(pairs), max(1, len(pairs) // 6)):
                x, y = cloud[place].tolist()
                name = pairs[place][column]
                axis.annotate(name, (x, y), (3, 2), textcoords="offset points", fontsize=8, color=color)
        axis.set_title(title, fontsize=10.5)
        axis.set_xticks([])
        axis.set_yticks([])
    before, after = (float((first - english).norm(dim=-1).mean()) for first in (spanish, turned))
    alt = text("Mean distance of translations: {before:.2f} before, {after:.2f} after.", before=before, after=after)
    return theme.finish(figure, alt)
