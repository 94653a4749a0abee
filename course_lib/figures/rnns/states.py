"""What a recurrent network holds while it reads: all of its state, one unit of it, and what its gates do to a cell."""

import math
from collections.abc import Mapping, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.figures import theme
from course_lib.figures.embeddings.maps import plane
from course_lib.figures.theme import CONTRAST, INK, MODEL, PAPER, REFERENCE, SIGNED, Number, Picture
from course_lib.language import text

COLORS = (MODEL, CONTRAST, "#44AA99", "#D55E00")
MARKERS = "os^D"


def state_strip(words: Sequence[str], states: Float[Tensor, "words units"]) -> Picture:
    """The state after each word: a column of units, from −1 (orange) to 1 (blue)."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 2.9)
    axis.imshow(states.T.numpy(), cmap=SIGNED, vmin=-1, vmax=1, aspect="auto")
    axis.set_xticks(range(len(words)), list(words), rotation=40, ha="right", rotation_mode="anchor")
    axis.set_yticks([])
    axis.set_ylabel(text("units of the state"))
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    size, count = states.shape[1], len(words)
    return theme.finish(
        figure, text("The {size} units of the state after each of {count} words.", size=size, count=count)
    )


def unit_along(rows: Mapping[str, tuple[Sequence[str], Sequence[float]]], unit: int) -> Picture:
    """One unit of the cell after each word of several sentences, one row of bars for each."""
    figure, axes = theme.canvas(theme.WIDTH_IN, 1.55 * len(rows), nrows=len(rows))
    top = max(abs(value) for _, values in rows.values() for value in values) * 1.15
    for axis, (name, (words, values)), color in zip(axes, rows.items(), COLORS, strict=False):
        axis.bar(range(len(words)), list(values), color=color, width=0.75)
        axis.axhline(0, color="#888888", linewidth=0.8)
        axis.set_xticks(range(len(words)), list(words), rotation=35, ha="right", rotation_mode="anchor", fontsize=9.5)
        axis.set(ylim=(-top, top), xlim=(-0.6, len(words) - 0.4))
        axis.set_yticks([])
        axis.spines[["left", "bottom"]].set_visible(False)
        axis.tick_params(length=0)
        axis.set_title(name, fontsize=10.5, color=color)
    listed = "; ".join(f"{name}: {values[0]:.1f} … {values[-1]:.1f}" for name, (_, values) in rows.items())
    return theme.finish(figure, text("Unit {unit} of the cell along the words. {listed}.", unit=unit, listed=listed))


def gate_bars(forget: Number, write: Number, candidate: Number, old: Number, show: Number) -> Picture:
    """One cell of an LSTM: what is kept of the old value, what is written, what is shown of the new one."""
    kept, written = forget * old, write * candidate
    new = kept + written
    shown = show * math.tanh(new)
    parts = {
        text("old cell c"): (old, REFERENCE),
        text("kept, f · c"): (kept, MODEL),
        text("written, i · g"): (written, CONTRAST),
        text("new cell"): (new, MODEL),
        text("shown, o · tanh"): (shown, "#44AA99"),
    }
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 2.3, margins_in=(1.45, 0.45, 0.35, 0.1))
    for row, (value, color) in enumerate(parts.values()):
        axis.barh(row, value, color=color, height=0.7)
        side = 4 if value >= 0 else -4
        axis.annotate(f"{value:.2f}", (value, row), (side, 0), textcoords="offset points", va="center", color=color,
                      ha="left" if value >= 0 else "right", fontsize=10)  # fmt: skip
    axis.axvline(0, color="#888888", linewidth=0.8)
    axis.set_yticks(range(len(parts)), list(parts))
    axis.tick_params(axis="y", length=0)
    axis.set(xlim=(-2.4, 2.4), ylim=(len(parts) - 0.5, -0.5))
    listed = ", ".join(f"{name} {value:.2f}" for name, (value, _) in parts.items())
    return theme.finish(figure, text("One cell, one step: {listed}.", listed=listed))


def tagged(words: Sequence[str], tags: Sequence[str], names: Sequence[str]) -> Picture:
    """A label under each word; those of `names` are inked, each in its color."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.95, margins_in=(0.05, 0.05, 0.05, 0.05))
    x = 0.0
    for word, tag in zip(words, tags, strict=True):
        width = 0.62 * max(len(word), len(tag)) + 0.9
        color = COLORS[names.index(tag) % len(COLORS)] if tag in names else "#999999"
        box = {"boxstyle": "round,pad=0.25", "facecolor": PAPER, "edgecolor": color}
        axis.text(
            x + width / 2,
            1,
            word,
            ha="center",
            va="center",
            fontsize=10,
            color=color if tag in names else INK,
            bbox=box,
        )
        axis.text(x + width / 2, 0, tag if tag in names else "·", ha="center", va="center", fontsize=9, color=color)
        x += width
    axis.set(xlim=(-0.3, x + 0.3), ylim=(-0.6, 1.7))
    theme.bare(axis)
    listed = ", ".join(f"{word}: {tag}" for word, tag in zip(words, tags, strict=True) if tag in names)
    return theme.finish(figure, text("Labels of the words. {listed}.", listed=listed))


def sense_maps(layers: Mapping[str, Float[Tensor, "n d"]], labels: Sequence[str]) -> Picture:
    """The vectors of one word in many sentences, layer by layer, in the plane of each; a color and a shape a sense."""
    figure, axes = theme.canvas(theme.WIDTH_IN, 2.9, ncols=len(layers))
    for axis, (name, vectors) in zip(axes, layers.items(), strict=True):
        points = plane(vectors) if float(vectors.var(dim=0).sum()) > 1e-9 else torch.zeros(len(vectors), 2)
        for sense, color, marker in zip(sorted(set(labels)), COLORS, MARKERS, strict=False):
            at = points[[place for place, label in enumerate(labels) if label == sense]]
            axis.plot(at[:, 0], at[:, 1], marker, color=color, markersize=4, alpha=0.75, label=sense)
        axis.set_title(name, fontsize=10.5)
        axis.set_xticks([])
        axis.set_yticks([])
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=len(names), frameon=False, fontsize=10)
    return theme.finish(
        figure, text("One word in {size} sentences, by sense: {names}.", size=len(labels), names=", ".join(names))
    )
