"""How one body serves several tasks, and what later models changed in attention."""

import numpy as np
from matplotlib.patches import Rectangle

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, INK, KEY, MODEL, QUERY, Picture
from course_lib.language import mark, text

# What goes in for each task (Radford et al. 2018, figure 1); the head reads the state of the last box.
FORMATS = (
    (mark("classify"), (mark("start"), mark("text"), mark("extract"))),
    (mark("entailment"), (mark("start"), mark("premise"), "$", mark("hypothesis"), mark("extract"))),
    (mark("similarity"), (mark("start"), mark("text 1"), "$", mark("text 2"), mark("extract"))),
    (mark("… and back"), (mark("start"), mark("text 2"), "$", mark("text 1"), mark("extract"))),
    (mark("choice, for each"), (mark("start"), mark("context"), "$", mark("answer"), mark("extract"))),
)
WINDOW = 4


def input_formats() -> Picture:
    """GPT-1's input for each task."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.42 * len(FORMATS) + 0.2, margins_in=(1.25, 0.05, 0.05, 0.05))
    for row, (task, boxes) in enumerate(FORMATS):
        axis.text(-0.3, row, text(task), ha="right", va="center", fontsize=10)
        left = 0.0
        for box in boxes:
            name = text(box)
            width = 0.5 + 0.24 * len(name)
            last = box == "extract"
            color = CONTRAST if last else MODEL if len(name) > 1 else INK
            axis.add_patch(Rectangle((left, row - 0.34), width, 0.68, facecolor="none", edgecolor=color))
            axis.text(left + width / 2, row, name, ha="center", va="center", fontsize=9, color=color)
            left += width + 0.2
    axis.set(xlim=(0, 12.5), ylim=(len(FORMATS) - 0.4, -0.6))
    theme.bare(axis)
    listed = "; ".join(f"{text(task)}: {' '.join(map(text, boxes))}" for task, boxes in FORMATS)
    return theme.finish(figure, text("What goes in for each task. {listed}.", listed=listed))


def attention_variants(n: int = 10, heads: int = 8) -> Picture:
    """Left: heads that share keys and values. Right: the mask with and without a sliding window."""
    figure, axes = theme.canvas(theme.WIDTH_IN, 3.2, ncols=2)
    for row, (name, groups) in enumerate(((text("one each"), heads), (text("grouped"), 2), (text("one for all"), 1))):
        for head in range(heads):
            axes[0].plot(head, 3 * row, "o", color=QUERY, markersize=7)
            shared = (head // (heads // groups) + 0.5) * (heads / groups) - 0.5
            axes[0].plot([head, shared], [3 * row, 3 * row + 1], color=theme.FAINT, linewidth=1, zorder=0)
            axes[0].plot(shared, 3 * row + 1, "s", color=KEY, markersize=7)
        axes[0].text(-0.4, 3 * row - 0.75, name, fontsize=9.5, color=INK)
    axes[0].set(xlim=(-0.6, heads - 0.4), ylim=(7.6, -1.4), title=text("● queries, ■ keys and values"))
    q, k = np.mgrid[:n, :n]
    allowed = np.where(k > q, 0.0, np.where(q - k < WINDOW, 1.0, 0.35))
    axes[1].imshow(allowed, cmap=theme.WEIGHTS, vmin=0, vmax=1.4)
    axes[1].set(title=text("a window of {n}", n=WINDOW), xlabel=text("looks at"), ylabel=text("token"))
    for axis in axes:
        axis.title.set_fontsize(10)
        axis.title.set_fontweight("normal")
    theme.bare(axes[0])
    axes[1].set_xticks([])
    axes[1].set_yticks([])
    alt = text(
        "Queries with keys of their own, shared by groups, shared by all; and a causal mask whose window is {n}.",
        n=WINDOW,
    )
    return theme.finish(figure, alt)
