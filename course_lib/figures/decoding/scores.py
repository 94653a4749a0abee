"""One step of writing: the likeliest tokens as bars, the tail behind them, and how a uniform number picks one."""

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from torch import Tensor

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, FAINT, INK, MODEL, PAPER, REFERENCE, Number, Picture
from course_lib.language import mark, text

# Beginnings of texts of the tiny world, by what the model knows of what follows.
PROMPTS = {
    "sure": mark("Once upon a time"),
    "open": mark("One day,"),
    "story": mark("Once upon a time there was"),
    "review": mark("Positive review:"),
}
LINES = (MODEL, CONTRAST, REFERENCE)


def example_prompt(name: str) -> str:
    """The beginning of a text in the reader's language: "sure", "open", "story" or "review"."""
    return text(PROMPTS[name])


def next_token_bars(
    names: Sequence[str], logits: Tensor, filtered: Tensor | None = None, *, shown: int = 10, chosen: int | None = None
) -> Picture:
    """The likeliest tokens after some text, by scores (vocab,); with `filtered` also what a filter leaves of them.

    names: every token's text, by id. The bars that a filter took away stay as outlines.
    """
    figure, (axis,) = theme.canvas(4.9, 0.29 * (shown + 2), margins_in=(1.45, 0.75, 0.1, 0.55))
    alt = draw_bars(axis, names, logits, filtered, shown=shown, chosen=chosen)
    return theme.finish(figure, alt)


def draw_bars(
    axis: Axes,
    names: Sequence[str],
    logits: Tensor,
    filtered: Tensor | None = None,
    *,
    shown: int = 10,
    chosen: int | None = None,
) -> str:
    """The bars on `axis`; a sentence that says what they show."""
    before = logits.double().softmax(dim=-1)
    after = before if filtered is None else filtered.double().softmax(dim=-1)
    order = before.argsort(descending=True, stable=True)[:shown].tolist()
    if chosen is not None and chosen not in order:
        order[-1] = chosen
    for y, token in enumerate(order):
        share, was = float(after[token]), float(before[token])
        color = CONTRAST if token == chosen else MODEL
        axis.barh(y, share, color=color, height=0.72)
        axis.barh(y, was, facecolor="none", edgecolor=REFERENCE, linewidth=1.0, height=0.72)
        gone = filtered is not None and filtered[token] == -math.inf
        ink = REFERENCE if gone else color
        axis.annotate(
            "−∞" if gone else _share(share), (max(share, was), y), (4, 0), textcoords="offset points", va="center",
            color=ink, fontsize=10.5,
        )  # fmt: skip
    axis.set_yticks(range(len(order)), [visible(names[token]) for token in order])
    axis.tick_params(axis="y", length=0)
    highest = max(float(after.max()), float(before.max()))
    axis.set(xlim=(0, next(end for end in (0.2, 0.5, 1.0) if highest <= end + 1e-6)), ylim=(len(order) - 0.4, -0.6))
    axis.set_xticks([])
    axis.spines["bottom"].set_visible(False)
    rest = max(0.0, float(after.sum() - after[order].sum()))
    kept = int((after > 0).sum())
    title = text("tokens possible: {kept:,} · beyond these: {rest:.0%}", kept=kept, rest=rest)
    axis.set_title(title, fontsize=10.5, loc="left", fontweight="normal", color=INK)
    best = ", ".join(f"{visible(names[token])} {_share(float(after[token]))}" for token in order[:3])
    return text("Probabilities of the next token: {best}. Tokens possible: {kept:,}.", best=best, kept=kept)


def visible(token: str) -> str:
    """A token's text where spaces and line ends can be seen; half a letter, or an emoji, is shown as a box."""
    shown = theme.drawable(token.replace("\n", "⏎").replace("\ufffd", "□"))
    return f"·{shown[1:]}" if shown.startswith(" ") else shown


def _share(probability: float) -> str:
    return "0" if probability == 0 else f"{probability:.2f}" if probability >= 0.005 else "<0.01"


def tail(probabilities: Mapping[str, Tensor], *, k: int) -> Picture:
    """How much probability the n likeliest tokens hold, against n, for each text by its beginning; a cut after k."""
    figure, (axis,) = theme.canvas(5.2, 3.2)
    ends = []
    for (name, distribution), color in zip(probabilities.items(), LINES, strict=False):
        held = distribution.double().sort(descending=True).values.cumsum(dim=-1)
        axis.plot(range(1, len(held) + 1), held, color=color)
        ends.append(text("after “{name}” {held:.0%}", name=name, held=float(held[k - 1])))
        place = 0.30 - 0.11 * len(ends)
        axis.text(
            0.99,
            place + 0.2,
            text("“{name}…”", name=name),
            transform=axis.transAxes,
            ha="right",
            color=color,
            fontweight="bold",
        )
        axis.plot(k, float(held[k - 1]), "o", color=color, markersize=7)
    axis.axvline(k, color=REFERENCE, linewidth=1.2, linestyle="--", zorder=0)
    axis.annotate(f"k = {k}", (k, 0.02), (5, 0), textcoords="offset points", color=REFERENCE, fontweight="bold")
    axis.set_xscale("log")
    axis.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
    axis.minorticks_off()
    axis.set(ylim=(0, 1.03), xlabel=text("n likeliest tokens"), ylabel=text("probability they hold"))
    alt = text("What the {k} likeliest tokens hold: {ends}.", k=k, ends="; ".join(ends))
    return theme.finish(figure, alt)


def kept_by_filter(names: Sequence[str], kept: Mapping[str, Sequence[int]]) -> Picture:
    """How many tokens each filter leaves after each text: rows are texts, `kept` filters by name, an entry per text."""
    rows, width = len(names), 0.8 / len(kept)
    figure, (axis,) = theme.canvas(5.2, 0.62 * rows + 1.0)
    for index, (name, counts) in enumerate(kept.items()):
        places = [row + (index - (len(kept) - 1) / 2) * width for row in range(rows)]
        bars = axis.barh(places, list(counts), height=width * 0.92, color=LINES[index], label=name)
        axis.bar_label(bars, [f"{count:,}" for count in counts], padding=3, fontsize=10)
    axis.set_yticks(range(rows), [text("“{name}…”", name=name) for name in names])
    axis.tick_params(axis="y", length=0)
    axis.invert_yaxis()
    axis.set_xscale("log")
    axis.margins(x=0.15)
    axis.set_xlim(left=0.8)
    axis.set(xlabel=text("tokens left (logarithmic)"))
    figure.legend(loc="outside upper right", ncols=len(kept), frameon=False, handlelength=1)
    listed = "; ".join(f"{name}: {', '.join(map(str, counts))}" for name, counts in kept.items())
    return theme.finish(figure, text("Tokens left by each filter, text by text. {listed}.", listed=listed))


def inversion(names: Sequence[str], logits: Tensor, u: Number) -> Picture:
    """Drawing with one uniform number: probabilities laid end to end from 0 to 1, and the token that u falls on.

    Meant for a vocabulary of about ten.
    """
    shares = logits.double().softmax(dim=-1)
    ends = shares.cumsum(dim=-1)
    chosen = int((ends <= u).sum().clamp(max=len(shares) - 1))
    figure, (axis,) = theme.canvas(6.2, 1.75, margins_in=(0.2, 0.2, 0.35, 0.05))
    axis.set(xlim=(0, 1), ylim=(-0.1, 1.75))
    axis.set_yticks([])
    axis.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    axis.spines["left"].set_visible(False)
    for index, (name, share, end) in enumerate(zip(names, shares.tolist(), ends.tolist(), strict=True)):
        hit = index == chosen
        box = Rectangle((end - share, 0), share, 0.8, facecolor=CONTRAST if hit else FAINT, edgecolor=PAPER)
        axis.add_patch(box)
        if share > 0.015:
            ink, weight = (PAPER, "bold") if hit else (INK, "normal")
            room = len(visible(name)) * 0.02 < share
            axis.text(
                end - share / 2, 0.4, visible(name), ha="center", va="center", color=ink, fontweight=weight,
                rotation=0 if room else 90, fontsize=10 if room else 8.5,
            )  # fmt: skip
    axis.annotate("", (float(u), 0.82), (float(u), 1.35), arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.8})
    side = "left" if u < 0.5 else "right"
    axis.text(float(u), 1.4, f"u = {u:.2f} → {visible(names[chosen])}", ha=side, va="bottom", fontweight="bold")
    alt = text("Probabilities laid end to end; u = {u:.2f} falls on {token}.", u=u, token=visible(names[chosen]))
    return theme.finish(figure, alt)
