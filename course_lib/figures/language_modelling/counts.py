"""What counting gives: frequencies as bars, the zeros that grow with n, and what mixing orders does about them."""

import math
from collections.abc import Mapping, Sequence

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, FAINT, INK, MODEL, REFERENCE, Picture
from course_lib.language import text

# From the longest context to none at all: the same hue, fading.
ORDERS = ("#BBBBBB", "#88CCEE", "#44AA99", "#332288", "#882255")


def surprise_by_order(lines: Mapping[str, Sequence[float]], *, best: str | None = None) -> Picture:
    """Perplexity (logarithmic) against n = 1, 2, …; infinite ones are marked at the top edge."""
    figure, (axis,) = theme.canvas(5.6, 3.4)
    finite = [value for values in lines.values() for value in values if value < math.inf]
    top = 2.2 * max(finite)
    orders = range(1, 1 + max(map(len, lines.values())))
    palette = [REFERENCE, "#44AA99", "#0072B2", CONTRAST, "#D55E00"]
    ends: list[tuple[float, str, str]] = []
    for (name, values), spare in zip(lines.items(), palette, strict=False):
        color = MODEL if name == best else spare
        known = [math.nan if value == math.inf else value for value in values]
        axis.plot(orders, known, "o-", color=color, markersize=5, clip_on=False)
        for n, value in zip(orders, values, strict=True):
            if value == math.inf:
                axis.annotate("∞", (n, top), (0, 4), textcoords="offset points", ha="center", color=color, fontsize=13)
        ends.append((min(values[-1], top), name, color))
    axis.set(xlabel=text("n: words looked at, the predicted one included"), ylabel=text("perplexity"))
    theme.few_log_ticks(axis)
    axis.set_ylim(top=top)
    theme.label_ends(axis, max(orders), ends)
    axis.set_xticks(list(orders))
    theme.room_for_labels(axis, 1, max(orders), max(orders) + 0.42 * max(orders))
    listed = "; ".join(f"{name}: {', '.join(f'{value:.1f}' for value in values)}" for name, values in lines.items())
    return theme.finish(figure, text("Perplexity for n = 1, 2, …. {listed}.", listed=listed))


def unseen_by_order(shares: Sequence[float], *, contexts: Sequence[float]) -> Picture:
    """Of a new text: the share of its n-grams that the corpus lacks, for n = 1, 2, …; and of their contexts."""
    figure, (axis,) = theme.canvas(5.2, 2.7)
    orders = range(1, len(shares) + 1)
    for n, share, context in zip(orders, shares, contexts, strict=True):
        axis.bar(n, share, color=CONTRAST, width=0.62)
        axis.bar(n, context, color=MODEL, width=0.62)
        axis.annotate(f"{share:.1%}", (n, share), (0, 3), textcoords="offset points", ha="center", fontsize=10)
    axis.set_xticks(list(orders))
    axis.set(xlabel="n", ylim=(0, max(shares) * 1.25))
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    names = (text("n-gram never seen"), text("not even its context"))
    for line, (name, color) in enumerate(zip(names, (CONTRAST, MODEL), strict=True)):
        axis.annotate(name, (0.02, 0.92 - 0.13 * line), xycoords="axes fraction", color=color, fontweight="bold")
    listed = ", ".join(f"{share:.1%}" for share in shares)
    return theme.finish(figure, text("Share of new n-grams for n = 1, 2, …: {listed}.", listed=listed))


def contributions(words: Sequence[str], parts: Sequence[Sequence[float]]) -> Picture:
    """What each order adds to the probability of each word: parts[i][w] from 1/V (i = 0) up to the longest context."""
    figure, (axis,) = theme.canvas(5.6, 0.34 * len(words) + 1.15)
    left = [0.0] * len(words)
    for order, share in enumerate(parts):
        color = ORDERS[order % len(ORDERS)]
        axis.barh(range(len(words)), list(share), left=left, color=color, height=0.7,
                  label="1/V" if order == 0 else f"n = {order}")  # fmt: skip
        left = [sofar + more for sofar, more in zip(left, share, strict=True)]
    for place, total in enumerate(left):
        axis.annotate(f"{total:.3f}", (total, place), (4, 0), textcoords="offset points", va="center", fontsize=10,
                      color=INK)  # fmt: skip
    axis.set_yticks(range(len(words)), [theme.drawable(word) for word in words])
    axis.tick_params(axis="y", length=0)
    axis.invert_yaxis()
    axis.set(xlabel=text("probability"), xlim=(0, max(1e-3, 1.2 * max(left))))
    axis.locator_params(axis="x", nbins=5)
    axis.grid(axis="x", color=FAINT, linewidth=0.6)
    axis.set_axisbelow(True)
    figure.legend(loc="outside upper right", ncols=len(parts), frameon=False, handlelength=1, fontsize=9.5)
    listed = ", ".join(f"{word} {total:.3f}" for word, total in zip(words, left, strict=True))
    return theme.finish(figure, text("Mixed probabilities: {listed}.", listed=listed))
