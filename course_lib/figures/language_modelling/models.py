"""Models and tokenizers compared: agreement at a distance, tokens per word, a table learned again."""

import math
from collections.abc import Mapping, Sequence

from jaxtyping import Float
from torch import Tensor

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, ENGLISH, INK, MODEL, PAPER, REFERENCE, SPANISH, WEIGHTS, Picture
from course_lib.language import text

LINES = (MODEL, CONTRAST, "#0072B2", REFERENCE)
LANGUAGE_COLORS = {"es": SPANISH, "en": ENGLISH}
MARKERS = "os^D"


def accuracy_by_distance(
    distances: Sequence[str], accuracies: Mapping[str, Sequence[float]], numbers: Sequence[int]
) -> Picture:
    """How often the right verb is likelier than the wrong one, by the words between it and its noun.

    numbers: sentences at each distance, for the band that chance alone would fill (95 %).
    """
    figure, (axis,) = theme.canvas(5.8, 3.4)
    places = range(len(distances))
    spread = [1.96 * math.sqrt(0.25 / n) for n in numbers]
    low, high = [0.5 - s for s in spread], [0.5 + s for s in spread]
    axis.fill_between(places, low, high, color="#EEEEEE", linewidth=0)
    axis.annotate(text("a coin toss"), (places[-1], 0.5 - spread[-1]), (0, -3), textcoords="offset points", ha="right",
                  va="top", color=REFERENCE, fontsize=9.5)  # fmt: skip
    for row, ((name, values), color, marker) in enumerate(zip(accuracies.items(), LINES, MARKERS, strict=False)):
        axis.plot(places, list(values), marker=marker, color=color)
        axis.annotate(name, (0.99, 0.84 - 0.085 * row), xycoords="axes fraction", ha="right", va="top", color=color,
                      fontweight="bold", fontsize=10.5)  # fmt: skip
    axis.set_xticks(list(places), list(distances))
    axis.set(ylim=(0.2, 1.04), xlabel=text("words between the noun and its verb"), ylabel=text("right verb preferred"))
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    listed = "; ".join(f"{name}: {', '.join(f'{v:.0%}' for v in values)}" for name, values in accuracies.items())
    return theme.finish(figure, text("Agreement by distance. {listed}.", listed=listed))


def tokens_per_word(rates: Mapping[str, Mapping[str, float]]) -> Picture:
    """Tokens for a word of Spanish and of English: rates[tokenizer][language]."""
    figure, (axis,) = theme.canvas(5.4, 0.62 * len(rates) + 0.85)
    for row, by_language in enumerate(rates.values()):
        for shift, (code, rate) in zip((-0.19, 0.19), by_language.items(), strict=True):
            color = LANGUAGE_COLORS[code]
            axis.barh(row + shift, rate, height=0.34, color=color)
            axis.annotate(f"{rate:.2f} {code}", (rate, row + shift), (4, 0), textcoords="offset points", va="center",
                          fontsize=10, color=color)  # fmt: skip
    axis.set_yticks(range(len(rates)), list(rates))
    axis.tick_params(axis="y", length=0)
    axis.invert_yaxis()
    axis.set(xlabel=text("tokens per word"), xlim=(0, 1.2 * max(max(rate.values()) for rate in rates.values())))
    listed = "; ".join(
        f"{name}: " + ", ".join(f"{code} {rate:.2f}" for code, rate in by.items()) for name, by in rates.items()
    )
    return theme.finish(figure, text("Tokens per word. {listed}.", listed=listed))


def text_in_tokens(rows: Mapping[str, Sequence[str]]) -> Picture:
    """One text cut into tokens in several ways: a row of boxes for each, as wide as their letters."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.55 * len(rows) + 0.2, margins_in=(1.15, 0.05, 0.1, 0.1))
    widest = max(sum(map(_width, tokens)) for tokens in rows.values())
    for row, (name, tokens) in enumerate(rows.items()):
        x = 0.0
        for place, token in enumerate(tokens):
            width = _width(token)
            face = ("#E4E1F3", "#F5E3EE")[place % 2]
            axis.barh(row, width - 0.12, left=x, height=0.66, color=face, align="center")
            axis.text(x + width / 2 - 0.06, row, theme.drawable(token), ha="center", va="center", fontsize=9,
                      family="monospace", color=INK)  # fmt: skip
            x += width
        axis.annotate(f"{name}: {len(tokens)}", (0, row), (-6, 0), textcoords="offset points", ha="right", va="center",
                      fontsize=10)  # fmt: skip
    axis.set(xlim=(0, widest), ylim=(len(rows) - 0.5, -0.5))
    axis.set_facecolor(PAPER)
    theme.bare(axis)
    listed = "; ".join(f"{name}: {len(tokens)}" for name, tokens in rows.items())
    return theme.finish(figure, text("A text in tokens. {listed}.", listed=listed))


def _width(token: str) -> float:
    return max(1, len(token)) + 0.35


def same_table(
    words: Sequence[str], counted: Float[Tensor, "words words"], learned: Float[Tensor, "words words"]
) -> Picture:
    """Two tables of P(column | row) side by side: from counts, and as a network learned them."""
    figure, axes = theme.canvas(theme.WIDTH_IN, 2.9, ncols=2, sharey=True)
    for axis, table, name in zip(axes, (counted, learned), (text("counted"), text("learned")), strict=True):
        axis.imshow(table.numpy(), cmap=WEIGHTS, vmin=0, vmax=1)
        for row in range(len(words)):
            for column in range(len(words)):
                share = float(table[row, column])
                if share >= 0.005:
                    axis.text(column, row, f"{share:.2f}".lstrip("0"), ha="center", va="center", fontsize=8,
                              color=PAPER if share > 0.5 else INK)  # fmt: skip
        axis.set_xticks(range(len(words)), words, rotation=60, ha="right", rotation_mode="anchor")
        axis.set_yticks(range(len(words)), words)
        axis.set_title(name, fontsize=11)
        axis.set(xlabel=text("next word"))
        axis.spines[:].set_visible(False)
        axis.tick_params(length=0)
    axes[0].set_ylabel(text("word before"))
    apart = float((counted - learned).abs().max())
    return theme.finish(figure, text("Counted and learned bigrams differ by at most {apart:.3f}.", apart=apart))
