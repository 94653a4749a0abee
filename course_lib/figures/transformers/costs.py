"""What a transformer costs: parameters, floating-point operations, time and memory against length."""

from collections.abc import Mapping, Sequence

from course_lib.figures import theme
from course_lib.figures.theme import ENGLISH, FAINT, INK, MODEL, REFERENCE, WEIGHT, Number, Picture
from course_lib.language import mark, text

LINES = {
    "recurrent": (mark("GRU, one step at a time"), REFERENCE, "s"),
    "plain": (mark("attention, n × n table"), WEIGHT, "o"),
    "fused": (mark("fused attention"), ENGLISH, "D"),
}
PARTS = (mark("embeddings"), mark("attention"), mark("feed-forward"), mark("layer norms"))


def parameter_bars(counts: Mapping[str, int]) -> Picture:
    """Parameters of each part of a model, by its name among `PARTS`: one bar each, with its share."""
    total = sum(counts.values())
    names = [text(name) for name in counts]
    figure, (axis,) = theme.canvas(height_in=0.42 * len(counts) + 0.6)
    bars = axis.barh(range(len(counts)), list(counts.values()), color=MODEL)
    axis.bar_label(bars, [f"{count:,}  ({count / total:.0%})" for count in counts.values()], padding=4, fontsize=10.5)
    axis.set_yticks(range(len(counts)), names)
    axis.invert_yaxis()
    axis.margins(x=0.42)
    axis.tick_params(axis="y", length=0)
    axis.set(xlabel=text("parameters"), xticks=[])
    listed = "; ".join(f"{name} {count:,}" for name, count in zip(names, counts.values(), strict=True))
    return theme.finish(figure, text("Parameters by part: {listed}.", listed=listed))


def operations_by_length(lengths: Sequence[int], projections: Sequence[Number], table: Sequence[Number]) -> Picture:
    """Floating-point operations of one block against length: what grows with n, and what grows with n²."""
    figure, (axis,) = theme.canvas()
    for line, name, color, (x, y, side) in (
        (projections, text("matrices (grows with n)"), REFERENCE, (0.03, 0.93, "left")),
        (table, text("attention table (grows with n²)"), WEIGHT, (0.97, 0.05, "right")),
    ):
        axis.plot(lengths, line, color=color)
        axis.text(x, y, name, ha=side, color=color, fontweight="bold", transform=axis.transAxes)
    crossing = round(lengths[0] * projections[0] / table[0])  # one grows with n, the other with n²
    axis.axvline(crossing, color=FAINT, linewidth=1.2, zorder=0)
    axis.text(crossing * 0.9, projections[0], f"n = {crossing:,}", ha="right", va="center", color=INK)
    axis.set_xscale("log", base=2)
    theme.plain_log_ticks(axis)
    axis.set_xticks(lengths[::2], [f"{n:,}" for n in lengths[::2]])
    axis.minorticks_off()
    axis.set(xlabel=text("length n (tokens)"), ylabel=text("operations (FLOP)"))
    return theme.finish(figure, text("The table of scores costs as much as the matrices at length {n}.", n=crossing))


def time_and_memory(
    lengths: Sequence[int], time_ms: Mapping[str, Sequence[Number]], memory_mb: Mapping[str, Sequence[Number]]
) -> Picture:
    """Time and memory against length on logarithmic axes; dotted guides have the slopes n and n²."""
    figure, axes = theme.canvas(height_in=5.9, nrows=2)
    panels = (
        (axes[0], time_ms, text("time (ms)")),
        (axes[1], memory_mb, text("memory kept for learning (MB)")),
    )
    for axis, lines, unit in panels:
        for key, values in lines.items():
            name, color, marker = LINES[key]
            axis.plot(lengths, values, marker=marker, markersize=5, color=color, label=text(name))
        start = max(values[0] for values in lines.values()) * 1.4
        for power, name in ((1, "n"), (2, "n²")):
            guide = [start * (n / lengths[0]) ** power for n in lengths]
            axis.plot(lengths, guide, ":", color="#999999", linewidth=1.2)
            axis.annotate(name, (lengths[-1], guide[-1]), (4, 0), textcoords="offset points", color="#777777")
        axis.set_xscale("log", base=2)
        theme.plain_log_ticks(axis)
        axis.set_xticks(lengths, [str(n) for n in lengths])
        axis.minorticks_off()
        axis.set(title=unit)
    axes[-1].set_xlabel(text("length n (tokens)"))
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=2, frameon=False)
    ends = "; ".join(f"{text(LINES[key][0])} {values[-1]:.1f} ms" for key, values in time_ms.items())
    return theme.finish(
        figure, text("Time and memory against length; at {n} tokens: {ends}.", n=lengths[-1], ends=ends)
    )
