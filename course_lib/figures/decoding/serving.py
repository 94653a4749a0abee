"""What a served model takes and gives: memory by part, speed by batch, and what fewer bits lose."""

from collections.abc import Sequence

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, INK, MODEL, REFERENCE, SPANISH, Number, Picture
from course_lib.language import mark, text
from course_lib.serving import Memory

GB = 1e9
# Memory of devices that people own or rent, in GB, as their makers state it.
H100_GB_PER_S = 3350.0  # memory bandwidth of an H100 SXM, as NVIDIA states it
DEVICES = {mark("laptop"): 16, "RTX 4090": 24, "A100 / H100": 80, "8 × H100": 640}


def memory_parts(memory: Memory, tokens_per_s: Number, batch: int) -> Picture:
    """Weights and cache as one bar against what devices have, and the most tokens a second that memory allows."""
    figure, (axis,) = theme.canvas(6.0, 2.1, margins_in=(0.25, 0.25, 0.62, 0.5))
    weights, cache = memory.weights / GB, memory.cache / GB
    axis.barh(0, weights, color=MODEL, height=0.55)
    axis.barh(0, cache, left=weights, color=CONTRAST, height=0.55)
    axis.set_xscale("symlog", linthresh=1, linscale=0.35)
    axis.set(xlim=(0, 4000), ylim=(-0.42, 0.95), xlabel=text("memory (GB, logarithmic above 1)"))
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    axis.set_xticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1,000"])
    axis.minorticks_off()
    for place, (name, size) in enumerate(DEVICES.items()):
        high = place % 2
        axis.plot([size, size], [-0.4, 0.5 + 0.2 * high], color=REFERENCE, linewidth=1.2, linestyle="--")
        axis.text(size, 0.53 + 0.2 * high, text(name), ha="center", color=INK, fontsize=8.5)
    fits = next((text(name) for name, size in DEVICES.items() if memory.total / GB <= size), text("none of these"))
    said = text(
        "weights {weights:.1f} GB + cache {cache:.1f} GB → fits: {fits}", weights=weights, cache=cache, fits=fits
    )
    figure.text(0.25 / 6.0, 0.985, said, va="top", fontweight="bold", fontsize=10.5)
    speed = text("at {bandwidth:,.0f} GB/s: at most {total:,.0f} tokens/s in all, {each:,.0f} for each text",
                 bandwidth=H100_GB_PER_S, total=tokens_per_s, each=tokens_per_s / batch)  # fmt: skip
    figure.text(0.25 / 6.0, 0.875, speed, va="top", fontsize=10, color=INK)
    return theme.finish(figure, f"{said}. {speed}.")


def speed_by_batch(batches: Sequence[int], tokens_per_s: Sequence[Number]) -> Picture:
    """Measured: tokens per second, all rows together, against how many texts are written at once."""
    figure, (axis,) = theme.canvas(5.2, 3.3)
    axis.plot(batches, tokens_per_s, "-o", color=MODEL)
    ideal = [tokens_per_s[0] * batch / batches[0] for batch in batches]
    axis.plot(batches, ideal, ":", color=REFERENCE)
    axis.text(
        0.98, 0.06, text("dotted: if a batch cost nothing"), transform=axis.transAxes, ha="right", color=REFERENCE
    )
    axis.set_xscale("log", base=2)
    axis.set_xticks(batches, [str(batch) for batch in batches])
    axis.set_ylim(0, 1.35 * max(tokens_per_s))
    axis.yaxis.set_major_formatter("{x:,.0f}")
    axis.minorticks_off()
    axis.set(xlabel=text("texts at once (batch)"), ylabel=text("tokens per second, together"))
    alt = text("From {first:,.0f} tokens per second with a batch of {b} to {last:,.0f} with {c}.",
               first=tokens_per_s[0], b=batches[0], last=tokens_per_s[-1], c=batches[-1])  # fmt: skip
    return theme.finish(figure, alt)


def loss_by_bits(bits: Sequence[int], losses: Sequence[Number], full: Number) -> Picture:
    """Loss on held-out text (nats per token) with weights of so many bits; `full` is that of 32-bit floats."""
    figure, (axis,) = theme.canvas(5.2, 2.9)
    axis.axhline(full, color=REFERENCE, linewidth=1.4, linestyle="--")
    axis.plot(bits, losses, "-o", color=SPANISH)
    for n, loss in zip(bits, losses, strict=True):
        axis.annotate(f"{loss:.3f}", (n, loss), (0, 8), textcoords="offset points", ha="center", fontsize=9.5)
    axis.annotate(
        text("32 bits: {full:.3f}", full=full), (bits[-1], full), (0, -8), textcoords="offset points", va="top",
        ha="right" if bits[0] < bits[-1] else "left", color=REFERENCE, fontweight="bold",
    )  # fmt: skip
    axis.set_xticks(bits)
    axis.margins(x=0.08, y=0.22)
    axis.set(xlabel=text("bits per weight"), ylabel=text("loss (nats per token)"))
    listed = "; ".join(f"{n}: {loss:.3f}" for n, loss in zip(bits, losses, strict=True))
    return theme.finish(
        figure, text("Loss by bits per weight: {listed}. With 32: {full:.3f}.", listed=listed, full=full)
    )
