"""Attention drawn from numbers: one query's weighted sum, maps, masks, and why scores are divided by √d."""

import math
from collections.abc import Mapping, Sequence

import torch
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from torch import Tensor

from course_lib.figures import theme
from course_lib.figures.theme import (
    FAINT,
    INK,
    KEY,
    MODEL,
    PAPER,
    QUERY,
    REFERENCE,
    VALUE,
    WEIGHT,
    Number,
    Picture,
)
from course_lib.language import text


def example_tokens() -> list[str]:
    """The four words of the example, in the reader's language."""
    return text("dog street tired it").split()


def weighted_sum(tokens: Sequence[str], query: Tensor, keys: Tensor, values: Tensor) -> Picture:
    """One query (d,) against keys (m, d), values (m, d_v): scores / √d, weights, and the mix that comes out."""
    scores = keys @ query / math.sqrt(query.shape[-1])
    weights = scores.softmax(dim=-1)
    output = weights @ values
    m, d, d_v = len(tokens), keys.shape[1], values.shape[1]
    key_x, score_x, weight_x, value_x = 1.55, 1.75 + d, 3.0 + d, 5.8 + d
    figure, (axis,) = theme.canvas(6.0, 0.46 * (m + 4.4))
    theme.bare(axis)
    axis.set(xlim=(0, value_x + d_v + 0.2), ylim=(-1.75, m + 2.3))
    _row(axis, key_x, m + 1.15, query, QUERY)
    axis.text(key_x - 0.15, m + 1.6, text("query"), color=QUERY, ha="right", va="center", fontweight="bold")
    headings = (
        (key_x + d / 2, text("keys"), KEY),
        (score_x + 0.5, text("score\n/ √{d}", d=d), INK),
        (weight_x + 0.8, text("weight"), WEIGHT),
        (value_x + d_v / 2, text("values"), VALUE),
    )
    for x, heading, color in headings:
        axis.text(x, m + 0.2, heading, color=color, ha="center", va="bottom", fontweight="bold")
    for i, token in enumerate(tokens):
        y = m - 1 - i
        axis.text(key_x - 0.15, y + 0.45, token, ha="right", va="center")
        _row(axis, key_x, y, keys[i], KEY)
        axis.text(score_x + 0.5, y + 0.45, f"{scores[i]:.2f}", ha="center", va="center")
        share = float(weights[i])
        axis.add_patch(Rectangle((weight_x, y + 0.12), 1.6, 0.66, facecolor="#F4F4F4", edgecolor="none"))
        axis.add_patch(Rectangle((weight_x, y + 0.12), 1.6 * share, 0.66, facecolor=WEIGHT, edgecolor="none"))
        axis.text(weight_x + 1.7, y + 0.45, f"{share:.2f}", va="center", color=WEIGHT)
        _row(axis, value_x, y, values[i], VALUE, strength=0.12 + 0.88 * share)
    _row(axis, value_x, -1.35, output, VALUE, strength=1.0)
    formula = text("output = sum of weight × value")
    axis.text(value_x - 0.2, -0.9, formula, ha="right", va="center", color=VALUE, fontweight="bold")
    alt = text(
        "One query is compared with {m} keys; the weights {weights} mix the values into the output {output}.",
        m=m, weights=_numbers(weights), output=_numbers(output),
    )  # fmt: skip
    return theme.finish(figure, alt)


def _row(axis: Axes, x: Number, y: Number, numbers: Tensor, color: str, *, strength: float = 0.2) -> None:
    """A vector as a row of boxes with its numbers; the stronger the fill, the more of it counts."""
    for column, number in enumerate(numbers.tolist()):
        box = (x + column, y)
        axis.add_patch(Rectangle(box, 1, 0.9, facecolor=color, alpha=strength, edgecolor="none"))
        axis.add_patch(Rectangle(box, 1, 0.9, facecolor="none", edgecolor=color, linewidth=1.2))
        shown = f"{number:.2f}".rstrip("0").rstrip(".") if number else "0"
        ink = PAPER if strength > 0.6 else INK
        axis.text(x + column + 0.5, y + 0.45, shown, ha="center", va="center", color=ink, fontsize=10.5)


def _numbers(values: Tensor) -> str:
    return ", ".join(f"{value:.2f}" for value in values.tolist())


def attention_maps(weights: Tensor, row_tokens: Sequence[str], column_tokens: Sequence[str]) -> Picture:
    """Weights (n, m) or (heads, n, m), a map per head: a row is a query, its dark cells are where it looks."""
    maps = weights.detach() if weights.dim() == 3 else weights.detach()[None]
    count, n, m = maps.shape
    map_in = max(3.8 * n / m, 0.24 * n)  # room for a label in every row
    figure, axes = theme.canvas(4.6, count * (map_in + 0.3) + 0.75, nrows=count, sharex=True)
    for index, axis in enumerate(axes):
        draw_map(axis, maps[index], row_tokens, column_tokens)
        if count > 1:
            axis.set_title(text("head {h}", h=index + 1))
        axis.set_ylabel(text("query: who looks"), color=QUERY, fontweight="bold")
    axes[-1].set_xlabel(text("key: where it looks"), color=KEY, fontweight="bold")
    strongest = maps[0].argmax(dim=-1).tolist()
    looks = "; ".join(f"{row} → {column_tokens[j]}" for row, j in zip(row_tokens, strongest, strict=True))
    return theme.finish(figure, text("Attention weights, {n} queries by {m} keys. {looks}.", n=n, m=m, looks=looks))


def draw_map(
    axis: Axes,
    weights: Tensor,
    row_tokens: Sequence[str],
    column_tokens: Sequence[str],
    *,
    numbers: bool = True,
) -> None:
    """One map on `axis`, with the weights written in when there is room for them."""
    n, m = weights.shape
    axis.imshow(weights, cmap=theme.WEIGHTS, vmin=0, vmax=1, aspect="auto")
    axis.set_xticks(range(m), column_tokens, rotation=45 if m > 4 else 0, ha="right" if m > 4 else "center")
    axis.set_yticks(range(n), row_tokens)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    axis.set_xticks([j - 0.5 for j in range(m + 1)], minor=True)
    axis.set_yticks([i - 0.5 for i in range(n + 1)], minor=True)
    axis.grid(which="minor", color=FAINT, linewidth=0.7)
    axis.tick_params(which="minor", length=0)
    if not numbers or m > 6:
        return
    for i in range(n):
        for j in range(m):
            share = float(weights[i, j])
            ink = PAPER if share > 0.45 else INK
            axis.text(j, i, f"{share:.2f}", ha="center", va="center", fontsize=10, color=ink)


def mask_table(mask: Tensor) -> Picture:
    """A mask (n, m) as the table of scores it leaves: qᵢ·kⱼ where True, −∞ where False."""
    n, m = mask.shape
    figure, (axis,) = theme.canvas(min(7.2, 0.8 * m + 1.6), 0.46 * n + 0.8)
    theme.bare(axis)
    axis.set(xlim=(-0.75, m), ylim=(n, -0.75))
    for i in range(n):
        axis.text(-0.15, i + 0.5, f"$q_{i + 1}$", color=QUERY, ha="right", va="center", fontsize=13)
        for j in range(m):
            allowed = bool(mask[i, j])
            face = "#EFE3EC" if allowed else "#F4F4F4"
            axis.add_patch(Rectangle((j, i), 1, 1, facecolor=face, edgecolor=PAPER, linewidth=2))
            score = rf"$q_{i + 1} \cdot k_{j + 1}$" if allowed else r"$-\infty$"
            axis.text(j + 0.5, i + 0.5, score, ha="center", va="center", color=INK if allowed else "#777777")
    for j in range(m):
        axis.text(j + 0.5, -0.1, f"$k_{j + 1}$", color=KEY, ha="center", va="bottom", fontsize=13)
    hidden = int((~mask).sum())
    alt = text(
        "Table of scores, {n} queries by {m} keys; {hidden} of them are minus infinity.",
        n=n,
        m=m,
        hidden=hidden,
    )
    return theme.finish(figure, alt)


def accuracy_by_length(
    lengths: Sequence[int], accuracies: Mapping[str, Sequence[Number]], *, chance: Number
) -> Picture:
    """Accuracy (0 to 1) against the number of entries in the phone book, one line for each reader."""
    names = {"gru": text("GRU: one vector"), "attention": text("attention, yours")}
    colors = {"gru": REFERENCE, "attention": MODEL}
    figure, (axis,) = theme.canvas()
    axis.axhline(chance, color=FAINT, linewidth=1.5, zorder=0)
    axis.text(lengths[0], chance + 0.02, text("guessing"), color=REFERENCE, fontsize=10)
    for key, values in accuracies.items():
        axis.plot(lengths, values, marker="o", color=colors[key])
        theme.label_end(axis, lengths[-1], values[-1], names[key], colors[key])
    axis.set(xlabel=text("entries in the phone book"), ylabel=text("right answers (share)"), ylim=(0, 1.06))
    axis.set_xticks(lengths)
    theme.room_for_labels(axis, lengths[0], lengths[-1], lengths[-1] * 1.6)
    ends = "; ".join(f"{names[key]}: {values[-1]:.2f}" for key, values in accuracies.items())
    return theme.finish(figure, text("Accuracy against length; at {n} entries: {ends}.", n=lengths[-1], ends=ends))


def saturation(sizes: Sequence[int], measured: Mapping[str, Sequence[tuple[Number, Number]]]) -> Picture:
    """Largest weight and size of the gradient against d: a pair per size for "raw" and for "scaled"."""
    names = {"raw": text("QKᵀ as it is"), "scaled": text("divided by √d")}
    colors = {"raw": theme.CONTRAST, "scaled": MODEL}
    figure, axes = theme.canvas(height_in=4.9, nrows=2)
    titles = (text("largest weight"), text("gradient that gets through"))
    for axis, column, title in zip(axes, (0, 1), titles, strict=True):
        for key, pairs in measured.items():
            line = [pair[column] for pair in pairs]
            axis.plot(sizes, line, marker="o", markersize=4, color=colors[key])
            above = key == "raw" and column == 0  # of a rising line: to its left; of the others: to their right
            spot = len(sizes) // 2 + (0 if above else len(sizes) // 10)
            axis.annotate(
                names[key], (sizes[spot], line[spot]), (-8 if above else 6, 6), textcoords="offset points",
                ha="right" if above else "left", va="bottom", color=colors[key], fontweight="bold",
            )  # fmt: skip
        axis.set_xscale("log", base=2)
        axis.set(title=title)
        axis.set_xticks(sizes[::2], [str(size) for size in sizes[::2]])
        axis.set_ylim(bottom=0)
    axes[1].set_xlabel(text("d, size of query and key"))
    axes[0].set_ylim(0, 1.05)
    axes[1].set_ylim(top=1.2 * max(pair[1] for pairs in measured.values() for pair in pairs))
    alt = text(
        "Against d from {low} to {high}: without scaling the largest weight goes to {raw:.2f} and the gradient "
        "vanishes; divided by √d both stay where they were.",
        low=sizes[0], high=sizes[-1], raw=measured["raw"][-1][0],
    )  # fmt: skip
    return theme.finish(figure, alt)


def softmax_bars(scores: Tensor, divisor: Number) -> Picture:
    """Scores (m,), the weights that softmax(scores / divisor) makes of them, and the size of its slope."""
    scaled = scores / divisor
    weights = scaled.softmax(dim=-1)
    m = len(scores)
    figure, axes = theme.canvas(height_in=4.1, nrows=2, margins_in=(0.5, 0.05, 0.5, 0.3), gridspec_kw={"hspace": 0.32})
    axes[0].bar(range(m), scaled, color=KEY)
    axes[0].axhline(0, color="#888888", linewidth=0.8)
    reach = max(4.0, float(scaled.abs().max()) * 1.1)
    axes[0].set(title=text("scores given to softmax"), ylim=(-reach, reach))
    slope = softmax_slope(weights[None])[0].item()
    axes[1].bar(range(m), weights, color=WEIGHT)
    axes[1].set(title=text("weights"), ylim=(0, 1.15), yticks=[0, 0.5, 1], xlabel=text("key"))
    axes[1].set_title(text("slope of softmax: {slope:.3f}", slope=slope), loc="right", color=INK, fontweight="normal")
    for j, share in enumerate(weights.tolist()):
        axes[1].text(j, share + 0.02, f"{share:.2f}", ha="center", fontsize=10)
    axes[0].set_xticks([])
    axes[1].set_xticks(range(m), [str(j + 1) for j in range(m)])
    alt = text("Softmax of {m} scores: the largest weight is {largest:.2f}.", m=m, largest=float(weights.max()))
    return theme.finish(figure, alt)


def softmax_slope(weights: Tensor) -> Tensor:
    """The size (Frobenius norm) of softmax's Jacobian diag(w) − w wᵀ, for weights (..., m); 0 lets no gradient by."""
    slope = torch.diag_embed(weights) - weights[..., :, None] * weights[..., None, :]
    return slope.flatten(-2).norm(dim=-1)
