"""Reinforcement learning drawn: the clip, credit over tokens, curves while it trains, and rewards that lie."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.patheffects import withStroke

from course_lib.figures import theme
from course_lib.figures.charts import LINES
from course_lib.figures.theme import CONTRAST, INK, MODEL, REFERENCE, Picture
from course_lib.language import mark, text

PANELS = (
    ("reward", mark("reward model")),
    ("truth", mark("judge")),
    ("kl", mark("KL, nats per answer")),
    ("length", mark("tokens per answer")),
)
WINDOW = 5  # steps averaged


def clipped_objective(clip: float) -> Picture:
    """What one token adds to PPO's objective by its ratio, for an advantage of +1 and of −1; dotted: not clipped."""
    ratio = np.linspace(0.0, 2.0, 200)
    figure, axes = theme.canvas(theme.WIDTH_IN, 2.7, ncols=2)
    for axis, advantage in zip(axes, (1.0, -1.0), strict=True):
        plain = ratio * advantage
        held = np.minimum(plain, np.clip(ratio, 1 - clip, 1 + clip) * advantage)
        axis.plot(ratio, plain, ":", color=REFERENCE, linewidth=1.6)
        axis.plot(ratio, held, color=MODEL if advantage > 0 else CONTRAST)
        axis.axvline(1, color=theme.FAINT, linewidth=1, zorder=0)
        axis.plot(1, advantage, "o", color=INK, markersize=5)
        axis.set(xlabel="ρ = π / π_old")
        axis.set_title(text("advantage {a}", a=f"{advantage:+.0f}"), fontsize=10.5)
    return theme.finish(figure, text("PPO's objective by ratio, clipped at 1 ± {clip:.2f}.", clip=clip))


def credit(tokens: Sequence[str], advantages: Mapping[str, Sequence[float]]) -> Picture:
    """Advantages token by token, one line of bars for each λ."""
    figure, axes = theme.canvas(theme.WIDTH_IN, 1.15 * len(advantages) + 0.5, nrows=len(advantages), sharex=True)
    for axis, (name, values) in zip(axes, advantages.items(), strict=True):
        colors = [MODEL if value >= 0 else CONTRAST for value in values]
        axis.bar(range(len(tokens)), list(values), color=colors, width=0.75)
        axis.axhline(0, color=REFERENCE, linewidth=0.8)
        axis.set_title(name, fontsize=10)
        axis.locator_params(axis="y", nbins=3)
    axes[-1].set_xticks(range(len(tokens)), [theme.drawable(token) for token in tokens], rotation=45, fontsize=9)
    listed = "; ".join(f"{name}: {', '.join(f'{v:.2f}' for v in values)}" for name, values in advantages.items())
    return theme.finish(figure, text("Advantages by token. {listed}.", listed=listed))


def training_curves(runs: Mapping[str, Mapping[str, Sequence[float]]]) -> Picture:
    """Reward, judge, KL and length by step for some runs, averaged over five steps."""
    figure, axes = theme.canvas(theme.WIDTH_IN, 4.6, nrows=2, ncols=2)
    for axis, (key, name) in zip(axes, PANELS, strict=True):
        for (run, curves), color in zip(runs.items(), LINES, strict=False):
            smooth = _smoothed(curves[key])
            axis.plot(range(1, len(smooth) + 1), smooth, color=color, linewidth=1.8)
            if key == "length":
                axis.annotate(run, (len(smooth), smooth[-1]), (3, 0), textcoords="offset points", fontsize=9,
                              color=color, va="center", annotation_clip=False)  # fmt: skip
        axis.set_title(text(name), fontsize=10.5)
        axis.locator_params(axis="both", nbins=5)
    for axis in axes[2:]:
        axis.set_xlabel(text("step"))
    listed = "; ".join(
        f"{run}: " + ", ".join(f"{text(name)} {_smoothed(curves[key])[-1]:.2f}" for key, name in PANELS)
        for run, curves in runs.items()
    )
    return theme.finish(figure, text("Curves while it trains; at the end: {listed}.", listed=listed))


def over_optimisation(runs: Mapping[str, Mapping[str, Sequence[float]]]) -> Picture:
    """Reward model (full) and judge (dashed) by the KL reached, a colour for each coefficient."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 3.6)
    named: list[tuple[float, float]] = []
    for (run, curves), color in zip(runs.items(), LINES, strict=False):
        reward, truth = (_smoothed(curves[key]) for key in ("reward", "truth"))
        far = np.sqrt(np.maximum(_smoothed(curves["kl"]), 0))
        axis.plot(far, reward, color=color)
        axis.plot(far, truth, "--", color=color, linewidth=1.6)
        x, y = far[-1], reward[-1]
        crowded = any(abs(x - other_x) < 2 and abs(y - other_y) < 1 for other_x, other_y in named)
        name = axis.annotate(run, (x, y), (4, 10 if crowded else -4), textcoords="offset points", fontsize=9.5,
                             color=color)  # fmt: skip
        name.set_path_effects([withStroke(linewidth=3, foreground=theme.PAPER)])
        named.append((x, y))
    axis.axhline(0, color=theme.FAINT, linewidth=1, zorder=0)
    axis.set(xlabel=text("√KL from where it began"), ylabel=text("score: model full, judge dashed"))
    axis.margins(x=0.12)
    listed = "; ".join(
        f"{run}: {_smoothed(c['reward'])[-1]:.1f}, {_smoothed(c['truth'])[-1]:.1f}" for run, c in runs.items()
    )
    return theme.finish(figure, text("Reward model and judge at the end. {listed}.", listed=listed))


def _smoothed(values: Sequence[float]) -> list[float]:
    return [sum(values[max(0, i - WINDOW + 1) : i + 1]) / min(i + 1, WINDOW) for i in range(len(values))]
