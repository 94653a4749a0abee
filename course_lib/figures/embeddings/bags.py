"""Tables of numbers about words: who occurs where, who resembles whom; and the window that skip-gram looks through."""

from collections.abc import Sequence

from jaxtyping import Float
from torch import Tensor

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, FAINT, INK, MODEL, PAPER, SIGNED, WEIGHTS, Picture
from course_lib.language import text


def count_table(rows: Sequence[str], columns: Sequence[str], table: Tensor) -> Picture:
    """Counts, or weights, of words (columns) in documents (rows)."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.34 * len(rows) + 0.95)
    values = table.double()
    top = max(1.0, float(values.max())) * 1.3
    axis.imshow(values.numpy(), cmap=WEIGHTS, vmin=0, vmax=top, aspect="auto")
    for row in range(len(rows)):
        for column in range(len(columns)):
            value = float(values[row, column])
            shown = (f"{value:.0f}" if value == round(value) else f"{value:.1f}") if value else "·"
            color = PAPER if value > top / 2 else INK if value else "#999999"
            axis.text(column, row, shown, ha="center", va="center", fontsize=9.5, color=color)
    axis.set_yticks(range(len(rows)), list(rows))
    axis.set_xticks(range(len(columns)), list(columns), rotation=45, ha="left", rotation_mode="anchor")
    axis.xaxis.tick_top()
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    listed = "; ".join(
        f"{name}: {', '.join(f'{v:.3g}' for v in row)}" for name, row in zip(rows, values.tolist(), strict=True)
    )
    return theme.finish(figure, text("Words by document. {listed}.", listed=listed))


def similarity_table(words: Sequence[str], cosines: Float[Tensor, "n n"], *, what: str = "") -> Picture:
    """Cosines of everything with everything: blue is alike, orange is opposite."""
    size = len(words)
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.36 * size + 1.15)
    axis.imshow(cosines.numpy(), cmap=SIGNED, vmin=-1, vmax=1)
    for row in range(size):
        for column in range(size):
            value = float(cosines[row, column])
            axis.text(column, row, f"{value:.1f}".replace("0.", ".").replace("-.0", ".0"), ha="center", va="center",
                      fontsize=8.5, color=PAPER if abs(value) > 0.7 else INK)  # fmt: skip
    axis.set_xticks(range(size), list(words), rotation=45, ha="left", rotation_mode="anchor")
    axis.xaxis.tick_top()
    axis.set_yticks(range(size), list(words))
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    off = [(float(cosines[i, j]), words[i], words[j]) for i in range(size) for j in range(i)]
    best, one, other = max(off)
    numbers = {"size": size, "what": what or text("words"), "one": one, "other": other, "best": best}
    alt = text("Cosines of {size} {what}; most alike: {one} and {other}, {best:.2f}.", **numbers)
    return theme.finish(figure, alt)


def window(tokens: Sequence[str], center: int, size: int) -> Picture:
    """A sentence with the center, the words of its window, and an arc to each: the pairs that skip-gram learns from."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 1.6, margins_in=(0.05, 0.05, 0.05, 0.05))
    x, middles = 0.0, []
    for token in tokens:
        width = 0.62 * len(token) + 0.9
        middles.append(x + width / 2)
        x += width
    inside = [place for place in range(len(tokens)) if 0 < abs(place - center) <= size]
    for place, token in enumerate(tokens):
        inked = place == center or place in inside
        color = CONTRAST if place == center else MODEL if inked else "#888888"
        box = {"boxstyle": "round,pad=0.25", "facecolor": PAPER, "edgecolor": color if inked else FAINT}
        weight = "bold" if inked else "normal"
        axis.text(
            middles[place], 0, token, ha="center", va="center", fontsize=10, color=color, fontweight=weight, bbox=box
        )
    for place in inside:
        bend = f"arc3,rad={-0.35 if place > center else 0.35}"
        arrow = {"arrowstyle": "->", "color": MODEL, "connectionstyle": bend}
        axis.annotate("", (middles[place], 0.32), (middles[center], 0.32), arrowprops=arrow)
    axis.set(xlim=(-0.3, x + 0.3), ylim=(-0.6, 2.2))
    theme.bare(axis)
    listed = ", ".join(f"({tokens[center]}, {tokens[place]})" for place in inside)
    return theme.finish(figure, text("Pairs of the window: {listed}.", listed=listed))
