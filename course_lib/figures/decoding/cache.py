"""The cache: what is read again without it, how fast writing is with and without, and the memory it takes."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullLocator

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, FAINT, KEY, MODEL, PAPER, REFERENCE, Number, Picture
from course_lib.language import mark, text

LINES = {"without": (mark("no cache"), REFERENCE, "s"), "with": (mark("with a cache"), MODEL, "o")}


def tokens_fed(prompt: int, new: int) -> Picture:
    """Which tokens the model reads at each step of writing: all of them again without a cache, one with it."""
    figure, axes = theme.canvas(6.4, 0.27 * new + 1.1, ncols=2, margins_in=(0.35, 0.1, 0.5, 0.4))
    counts = []
    for axis, cached, title in zip(axes, (False, True), (text("no cache"), text("with a cache")), strict=True):
        read = _fed(axis, prompt, new, cached)
        counts.append(read)
        axis.set_title(text("{title}: {read} tokens read", title=title, read=read), fontsize=11)
    axes[0].set_ylabel(text("step"))
    alt = text("Writing {new} tokens after {prompt} reads {plain} tokens without a cache and {cached} with it.",
               new=new, prompt=prompt, plain=counts[0], cached=counts[1])  # fmt: skip
    return theme.finish(figure, alt)


def _fed(axis: Axes, prompt: int, new: int, cached: bool) -> int:
    """The cells of one side; how many tokens were read."""
    read = 0
    for step in range(new):
        for place in range(prompt + step):
            first = step == 0 or not cached or place == prompt + step - 1
            read += first
            color = (KEY if place < prompt else MODEL) if first else FAINT
            axis.add_patch(Rectangle((place, step), 1, 1, facecolor=color, edgecolor=PAPER, linewidth=1.2))
    axis.set(xlim=(0, prompt + new - 1), ylim=(new, 0), xlabel=text("token"))
    axis.set_xticks([prompt / 2, prompt + (new - 1) / 2], [text("prompt"), text("written")])
    axis.set_yticks([0.5, new - 0.5], ["1", str(new)])
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    return read


def speed_by_length(lengths: Sequence[int], tokens_per_s: Mapping[str, Sequence[Number]]) -> Picture:
    """Tokens written per second against how many there are already, "without" and "with" a cache."""
    figure, (axis,) = theme.canvas(5.4, 3.3)
    for key, values in tokens_per_s.items():
        name, color, marker = LINES[key]
        axis.plot(lengths, values, marker=marker, color=color, markersize=5)
        side = "bottom" if key == "with" else "top"
        axis.annotate(
            text(name), (lengths[0], values[0]), (0, 9 if key == "with" else -9), textcoords="offset points",
            va=side, color=color, fontweight="bold",
        )  # fmt: skip
    axis.set_xscale("log", base=2)
    axis.set_yscale("log")
    axis.margins(y=0.25)
    theme.few_log_ticks(axis)
    axis.set_xticks(lengths, [str(n) for n in lengths])
    axis.xaxis.set_minor_locator(NullLocator())
    axis.set(xlabel=text("tokens in the text so far"), ylabel=text("tokens written per second"))
    last = {key: values[-1] for key, values in tokens_per_s.items()}
    ends = "; ".join(f"{text(LINES[key][0])} {value:,.0f}" for key, value in last.items())
    return theme.finish(figure, text("Tokens per second at {n} tokens of text: {ends}.", n=lengths[-1], ends=ends))


def cache_memory(lengths: Sequence[int], measured: Sequence[int], formula: Sequence[int]) -> Picture:
    """Bytes of a cache against length, counted in its tensors (dots) and by the formula (line)."""
    figure, (axis,) = theme.canvas(5.2, 2.9)
    axis.plot(lengths, [count / 2**10 for count in formula], color=REFERENCE)
    axis.plot(lengths, [count / 2**10 for count in measured], "o", color=CONTRAST, markersize=8)
    name = text("2 · layers · n · d · 4 bytes")
    axis.text(0.04, 0.9, name, transform=axis.transAxes, color=REFERENCE, fontweight="bold")
    axis.text(0.04, 0.79, text("measured"), transform=axis.transAxes, color=CONTRAST, fontweight="bold")
    axis.set(xlabel=text("tokens in the text"), ylabel=text("cache (KiB)"), xlim=(0, None), ylim=(0, None))
    exact = all(a == b for a, b in zip(measured, formula, strict=True))
    alt = text("The cache grows by {each:,} bytes a token, up to {last:,} at {n} tokens.",
               each=round(measured[-1] / lengths[-1]), last=measured[-1], n=lengths[-1])  # fmt: skip
    return theme.finish(figure, alt + (" " + text("The formula gives the same.") if exact else ""))
