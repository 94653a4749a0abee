"""Loss against size, straight where both axes are logarithmic."""

from collections.abc import Sequence

import numpy as np

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, INK, MODEL, REFERENCE, Picture
from course_lib.language import mark, text

# Kaplan et al. 2020, section 1.2: loss = (scale / x) ** exponent, in nats per token
LAWS = {
    "N": (8.8e13, 0.076, mark("parameters N"), (1e5, 1e12)),
    "D": (5.4e13, 0.095, mark("tokens D"), (1e8, 1e13)),
    "C": (1.6e7, 0.057, mark("training C, PF-days"), (1e-6, 1e5)),
}


def published_laws() -> Picture:
    """The three laws of Kaplan et al. 2020, each by what limits."""
    figure, axes = theme.canvas(theme.WIDTH_IN, 2.6, ncols=3)
    for axis, (scale, exponent, name, (low, high)) in zip(axes, LAWS.values(), strict=True):
        x = np.logspace(np.log10(low), np.log10(high), 50)
        axis.plot(x, (scale / x) ** exponent, color=MODEL)
        axis.set(xscale="log", ylim=(0.8, 8), xlabel=text(name))
        axis.set_title(f"α = {exponent}", fontsize=10)
        axis.tick_params(labelsize=8)
    axes[0].set_ylabel(text("loss, nats per token"))
    listed = "; ".join(f"{text(name)}: ({scale:.2g}/x)^{exponent}" for scale, exponent, name, _ in LAWS.values())
    return theme.finish(figure, text("Published scaling laws. {listed}.", listed=listed))


def power_laws(
    x: Sequence[float], losses: Sequence[float], floor: float, scale: float, exponent: float, x_name: str
) -> Picture:
    """Measured losses, and floor + (scale / x) ** exponent through them; dotted: the floor."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 3.3)
    wide = np.logspace(np.log10(min(x) / 2), np.log10(max(x) * 4), 100)
    axis.plot(wide, floor + (scale / wide) ** exponent, color=CONTRAST, linewidth=1.8)
    axis.plot(list(x), list(losses), "o", color=MODEL, markersize=7)
    axis.axhline(floor, color=REFERENCE, linestyle=":", linewidth=1.4)
    axis.annotate(f"{floor:.2f}", (wide[0], floor), (2, 4), textcoords="offset points", fontsize=9, color=REFERENCE)
    law = f"{floor:.2f} + ({scale:,.0f} / x)^{exponent:.2f}"
    axis.annotate(law, (0.96, 0.9), xycoords="axes fraction", ha="right", fontsize=11, color=INK)
    axis.set(xscale="log", xlabel=x_name, ylabel=text("loss, nats per token"))
    listed = ", ".join(f"{one:,.0f}: {loss:.2f}" for one, loss in zip(x, losses, strict=True))
    return theme.finish(figure, text("Loss by {x}: {listed}. Fit: {law}.", x=x_name, listed=listed, law=law))
