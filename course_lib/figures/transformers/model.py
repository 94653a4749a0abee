"""The whole model drawn: positions, depth, the encoder-decoder's shapes, training, a translation step by step."""

from collections.abc import Mapping, Sequence
from itertools import product

import torch
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from course_lib.figures import theme
from course_lib.figures.theme import (
    CONTRAST,
    ENGLISH,
    FAINT,
    INK,
    KEY,
    MODEL,
    REFERENCE,
    SPANISH,
    WEIGHT,
    Number,
    Picture,
)
from course_lib.language import mark, text


def positions(table: Tensor, *, marked: int = 20) -> Picture:
    """A table of positions (n, d_model), and how much each position resembles the one at `marked`."""
    n, d_model = table.shape
    figure, axes = theme.canvas(height_in=4.9, nrows=2, margins_in=(0.65, 0.1, 0.5, 0.3), gridspec_kw={"hspace": 0.28})
    axes[0].imshow(table.T, cmap=theme.SIGNED, vmin=-1, vmax=1, aspect="auto", origin="lower", interpolation="nearest")
    axes[0].set(title=text("one vector per position"), ylabel=text("column"))
    axes[0].set_title(text("blue 1, orange −1"), loc="right", fontsize=10, fontweight="normal")
    likeness = table @ table[marked]
    axes[1].plot(range(n), likeness, color=MODEL)
    axes[1].set(
        title=text("likeness to position {p}", p=marked), xlabel=text("position"), ylabel=text("dot product"),
        xlim=(-0.5, n - 0.5),
    )  # fmt: skip
    for axis in axes:
        axis.axvline(marked, color=INK, linewidth=1.2)
        axis.set_xticks(range(0, n, max(1, n // 4)))
    axes[0].set_yticks([0, d_model // 2, d_model - 1])
    axes[0].tick_params(labelbottom=False)
    axes[1].yaxis.set_major_locator(MaxNLocator(4))
    alt = text(
        "Above: {n} positions by {d} columns of sines and cosines, slower in higher columns. "
        "Below: the dot product with position {p} peaks there and is the same to both sides.",
        n=n, d=d_model, p=marked,
    )  # fmt: skip
    return theme.finish(figure, alt)


def score_by_offset(offsets: Sequence[int], scores: Mapping[int, Sequence[Number]]) -> Picture:
    """Score q·k against the distance between them, one line for each query position: they coincide."""
    figure, (axis,) = theme.canvas()
    styles = ("-", "--", ":")
    widths = (6.0, 3.5, 2.0)
    colors = (FAINT, KEY, MODEL)
    for (start, line), style, width, color in zip(scores.items(), styles, widths, colors, strict=False):
        axis.plot(offsets, line, style, linewidth=width, color=color, label=text("query at {p}", p=start))
    axis.set(xlabel=text("distance from query to key (positions)"), ylabel=text("score q·k"))
    figure.legend(loc="outside upper center", ncols=3, frameon=False, fontsize=10, handlelength=1.6, columnspacing=1)
    return theme.finish(
        figure,
        text("Scores with rotated queries and keys against distance: the same line for every query position."),
    )


def signal_by_depth(gradients: Mapping[str, Sequence[Number]]) -> Picture:
    """Size of the gradient that reaches each of a stack's layers, "plain" and with "residual" connections."""
    names = {"plain": text("without residuals"), "residual": text("with residuals")}
    colors = {"plain": CONTRAST, "residual": MODEL}
    figure, (axis,) = theme.canvas()
    for key, line in gradients.items():
        layers = range(1, len(line) + 1)
        axis.plot(layers, line, marker="o", markersize=4, color=colors[key])
        theme.label_end(axis, len(line), line[-1], names[key], colors[key], dy_pt=10 if key == "residual" else -10)
    theme.plain_log_ticks(axis)
    axis.set(xlabel=text("layer (1 is the first)"), ylabel=text("gradient (norm)"))
    theme.room_for_labels(axis, 1, len(line), len(line) * 1.55)
    drop = gradients["plain"][-1] / gradients["plain"][0]
    alt = text(
        "Gradient by layer. Without residuals the first layer's is {drop:.0e} times smaller than the last's; "
        "with them it is not.",
        drop=drop,
    )
    return theme.finish(figure, alt)


def architecture(d_model: int, n_heads: int, d_ff: int, n_encoder: int, n_decoder: int) -> Picture:
    """The encoder-decoder as boxes, with this model's own sizes written in."""
    figure, (axis,) = theme.canvas(5.6, 6.6, margins_in=(0.05, 0.05, 0.05, 0.05))
    theme.bare(axis)
    axis.set(xlim=(0, 10), ylim=(0, 10.6))
    left, right, width = 0.3, 5.6, 4.1
    feed_forward = text("feed-forward\n{d} → {ff} → {d}", d=d_model, ff=d_ff)
    for x, y, name, color in (
        (left, 0.1, text("source tokens (n)"), SPANISH),
        (left, 1.4, text("embedding + positions\nn × {d}", d=d_model), INK),
        (left, 3.2, text("self-attention\n{h} heads", h=n_heads), WEIGHT),
        (left, 4.5, feed_forward, INK),
        (right, 0.1, text("translation so far (m)"), ENGLISH),
        (right, 1.4, text("embedding + positions\nm × {d}", d=d_model), INK),
        (right, 3.2, text("masked self-attention\n{h} heads", h=n_heads), WEIGHT),
        (right, 4.5, text("cross-attention\n{h} heads", h=n_heads), WEIGHT),
        (right, 5.8, feed_forward, INK),
        (right, 7.95, text("linear + softmax\nm × vocabulary"), INK),
        (right, 9.25, text("next token"), ENGLISH),
    ):
        _box(axis, x, y, width, name, color)
    _stack(axis, left - 0.25, 2.95, width + 0.5, 2.75, text("encoder\n× {n} blocks", n=n_encoder))
    _stack(axis, right - 0.25, 2.95, width + 0.5, 4.05, text("decoder\n× {n} blocks", n=n_decoder))
    gaps = ((1.1, 1.4), (2.4, 3.2), (4.2, 4.5))
    for x, levels in ((left, gaps), (right, (*gaps, (5.5, 5.8), (6.8, 7.95), (8.95, 9.25)))):
        for bottom, top in levels:
            _arrow(axis, (x + width / 2, bottom), (x + width / 2, top))
    middle, between, above = left + width / 2, (left + width + right) / 2, 6.55
    axis.plot([middle, middle, between, between], [5.5, above, above, 5.0], color=KEY, linewidth=1.5)
    _arrow(axis, (between, 5.0), (right, 5.0), color=KEY)
    axis.text(between, above + 0.15, text("keys and values"), color=KEY, fontweight="bold", ha="right")
    alt = text(
        "Encoder of {e} blocks on the left, decoder of {n} blocks on the right; the encoder's output is keys and "
        "values of the decoder's cross-attention.",
        e=n_encoder, n=n_decoder,
    )  # fmt: skip
    return theme.finish(figure, alt)


def _box(axis: Axes, x: Number, y: Number, width: Number, name: str, color: str) -> None:
    style = "round,pad=0,rounding_size=0.12"
    axis.add_patch(FancyBboxPatch((x, y), width, 1, boxstyle=style, facecolor=color, alpha=0.13, edgecolor="none"))
    axis.add_patch(FancyBboxPatch((x, y), width, 1, boxstyle=style, facecolor="none", edgecolor=color))
    axis.text(x + width / 2, y + 0.5, name, ha="center", va="center")


def _stack(axis: Axes, x: Number, y: Number, width: Number, height: Number, name: str) -> None:
    style = "round,pad=0,rounding_size=0.2"
    patch = FancyBboxPatch((x, y), width, height, boxstyle=style, facecolor="none", edgecolor=REFERENCE, linestyle="--")
    axis.add_patch(patch)
    axis.text(x + 0.1, y + height + 0.12, name, color="#555555", fontsize=10.5, va="bottom")


def _arrow(axis: Axes, start: tuple[float, float], end: tuple[float, float], *, color: str = "#666666") -> None:
    arrow = FancyArrowPatch(
        start, end, arrowstyle="-|>", mutation_scale=12, color=color, linewidth=1.5, shrinkA=0, shrinkB=0
    )
    axis.add_patch(arrow)


def loss_curve(losses: Sequence[Number]) -> Picture:
    """Training loss (nats per token) by step, and its running mean."""
    figure, (axis,) = theme.canvas()
    window = max(1, len(losses) // 50)
    smooth = torch.tensor(list(losses)).unfold(0, window, 1).mean(dim=-1)
    axis.plot(losses, color=FAINT, linewidth=1)
    axis.plot(range(window - 1, len(losses)), smooth, color=MODEL)
    theme.plain_log_ticks(axis)
    low, high = axis.get_ylim()
    ticks = [tick for tick in (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0) if low <= tick <= high]
    axis.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axis.set(xlabel=text("training step"), ylabel=text("loss (nats per token)"))
    first, last = losses[0], float(smooth[-1])
    alt = text("The loss falls from {first:.2f} to {last:.3f} nats per token.", first=first, last=last)
    return theme.finish(figure, alt)


def from_logits_to_word(logits: Tensor, words: Sequence[str], *, shown: int = 6) -> Picture:
    """One step: the largest of the logits (V,), their log-probabilities and probabilities, the argmax first."""
    log_probs = logits.log_softmax(dim=-1)
    best = logits.topk(shown).indices.tolist()
    labels = [words[index] for index in best]
    figure, axes = theme.canvas(5.8, 0.4 * shown + 0.8, ncols=3, sharey=True)
    columns = (
        (text("logits"), logits, text("any number")),
        (text("log-probabilities"), log_probs, text("nats, at most 0")),
        (text("probabilities"), log_probs.exp(), text("sum to 1")),
    )
    for axis, (title, numbers, unit) in zip(axes, columns, strict=True):
        chosen = numbers[best]
        bars = axis.barh(range(shown), chosen, color=[MODEL, *[FAINT] * (shown - 1)])
        axis.bar_label(bars, [_rounded(value) for value in chosen.tolist()], padding=3, fontsize=10)
        axis.set_title(title, fontsize=10)
        axis.set(xlabel=unit, xticks=[])
        axis.margins(x=0.45)
        axis.spines["left"].set_visible(False)
        axis.tick_params(axis="y", length=0)
    axes[0].set_yticks(range(shown), labels)
    axes[0].get_yticklabels()[0].set_fontweight("bold")
    axes[0].invert_yaxis()
    alt = text(
        "Logits, log-probabilities and probabilities of the likeliest words; the argmax is {word}.",
        word=labels[0],
    )
    return theme.finish(figure, alt)


def translation_steps(log_probs: Tensor, words: Sequence[str], *, shown: int = 3) -> Picture:
    """A greedy translation, log_probs (steps, V): a row per step, the chosen word first, then the runners-up."""
    best = log_probs.topk(shown)
    steps = len(log_probs)
    figure, (axis,) = theme.canvas(height_in=0.33 * steps + 0.75)
    axis.imshow(best.values.exp(), cmap=theme.WEIGHTS, vmin=0, vmax=1.25, aspect="auto")
    for step, rank in product(range(steps), range(shown)):
        value = float(best.values[step, rank])
        ink = theme.PAPER if value > -0.5 else INK
        word, weight = words[int(best.indices[step, rank])], "bold" if rank == 0 else "normal"
        axis.text(rank - 0.42, step, word, va="center", color=ink, fontweight=weight)
        axis.text(rank + 0.42, step, _rounded(value), ha="right", va="center", color=ink, fontsize=10)
    axis.set_xticks(range(shown), ["argmax", *[f"{rank}." for rank in range(2, shown + 1)]])
    axis.set_yticks(range(steps), [str(step + 1) for step in range(steps)])
    axis.xaxis.tick_top()
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    axis.set(ylabel=text("step"), xlabel=text("word, and its log-probability (nats)"))
    chosen = " ".join(words[index] for index in best.indices[:, 0].tolist())
    return theme.finish(
        figure, text("The likeliest words at each of {n} steps; the choices read: {chosen}.", n=steps, chosen=chosen)
    )


GROUPS = {
    "it": (mark("from it"), REFERENCE),
    "adjective": (mark("from the adjective"), WEIGHT),
    "masculine": (mark("masculine noun"), REFERENCE),
    "feminine": (mark("feminine noun"), WEIGHT),
}


def weight_by_head(measured: Mapping[str, Tensor]) -> Picture:
    """Mean weight on the right noun minus that on the wrong one, (layers, heads) for each of two of `GROUPS`."""
    layers, heads = next(iter(measured.values())).shape
    places = list(product(range(layers), range(heads)))
    figure, (axis,) = theme.canvas(height_in=0.5 * len(places) + 1.0)
    for place, (key, weights) in enumerate(measured.items()):
        name, color = GROUPS[key]
        numbers = weights.flatten().tolist()
        bars = axis.barh([i + 0.4 * place for i in range(len(places))], numbers, 0.36, color=color)
        axis.bar_label(bars, [_rounded(value) for value in numbers], padding=3, color=color)
        bars.set_label(text(name))
    labels = [text("layer {l}, head {h}", l=layer + 1, h=head + 1) for layer, head in places]
    axis.set_yticks([i + 0.2 for i in range(len(labels))], labels)
    axis.invert_yaxis()
    axis.margins(x=0.18)
    axis.axvline(0, color="#888888", linewidth=0.8)
    axis.spines["left"].set_visible(False)
    axis.tick_params(axis="y", length=0)
    axis.set(xlabel=text("weight on the right noun − weight on the wrong one"), xticks=[])
    figure.legend(loc="outside upper right", ncols=2, frameon=False, handlelength=1)
    best = "; ".join(f"{text(GROUPS[key][0])} {float(weights.max()):.2f}" for key, weights in measured.items())
    return theme.finish(figure, text("Which head looks at the right noun; the largest difference: {best}.", best=best))


def _rounded(value: float) -> str:
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def arcs(tokens: Sequence[str], weights: Tensor, query: int) -> Picture:
    """The sentence twice, and where token `query` looks: the wider the band, the larger the weight (m,)."""
    n = len(tokens)
    figure, (axis,) = theme.canvas(4.6, 0.29 * (n + 1.4), margins_in=(0, 0, 0, 0))
    theme.bare(axis)
    axis.set(xlim=(-0.75, 1.95), ylim=(n - 0.4, -1.8))
    for x, heading, color, side in ((0, text("query"), theme.QUERY, "right"), (1, text("keys"), KEY, "left")):
        axis.text(x, -1.2, heading, color=color, fontweight="bold", ha=side, va="center")
    for j, token in enumerate(tokens):
        share = float(weights[j])
        axis.plot(
            [0.07, 0.93], [query, j], color=WEIGHT, alpha=0.15 + 0.85 * share, linewidth=0.5 + 11 * share,
            solid_capstyle="round", zorder=1,
        )  # fmt: skip
        color, weight = (theme.QUERY, "bold") if j == query else ("#767676", "normal")
        axis.text(0, j, token, ha="right", va="center", color=color, fontweight=weight)
        found = "bold" if share > 0.25 else "normal"
        axis.text(1, j, token, va="center", color=KEY, fontweight=found)
        if share >= 0.05:
            axis.text(1.75, j, f"{share:.2f}", ha="center", va="center", color=WEIGHT)
    best = int(weights.argmax())
    alt = text("{query} looks most at {key}, with weight {share:.2f}.", query=tokens[query], key=tokens[best],
               share=float(weights[best]))  # fmt: skip
    return theme.finish(figure, alt)
