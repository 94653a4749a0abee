"""A sentence word by word: how much each word surprises a model, and what that adds up to."""

import math
from collections.abc import Mapping, Sequence

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, INK, MODEL, REFERENCE, Picture
from course_lib.language import mark, text

# Sentences of our own, in the words of the tiny world.
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "tie": (
        mark("I drink coffee in the morning"),
        mark("I drink tea in the afternoon"),
        mark("I drink water in the evening"),
        mark("I drink milk in the kitchen"),
    ),
    "likely": (mark("Once upon a time there was a curious dog that lived by a forest ."),),
    "odd": (mark("Once upon a time there was a curious forest that lived by a dog ."),),
    "unseen": (mark("Once upon a time there was a curious dog that lived by a guitar ."),),
}
SURPRISING_BITS = 10.0


def example_sentences(name: str) -> list[list[str]]:
    """The words of each example sentence in the reader's language: "tie", "likely", "odd" or "unseen"."""
    return [text(sentence).split() for sentence in EXAMPLES[name]]


def word_by_word(sentences: Mapping[str, tuple[Sequence[str], Sequence[float]]]) -> Picture:
    """Surprise of every word in bits, −log2 P, one row of bars for each sentence: name -> (words, probabilities)."""
    rows = len(sentences)
    figure, axes = theme.canvas(theme.WIDTH_IN, 1.75 * rows + 0.1, nrows=rows)
    bits = {name: [-math.log2(p) if p > 0 else math.inf for p in chances] for name, (_, chances) in sentences.items()}
    finite = [b for row in bits.values() for b in row if b < math.inf]
    top = max([*finite, SURPRISING_BITS]) * 1.2
    totals = []
    for axis, (name, (words, _)) in zip(axes, sentences.items(), strict=True):
        for place, surprise in enumerate(bits[name]):
            shown = min(surprise, top * 0.86)
            axis.bar(place, shown, color=CONTRAST if surprise > SURPRISING_BITS else MODEL, width=0.78)
            label = "∞" if surprise == math.inf else f"{surprise:.0f}" if surprise >= 1 else ""
            axis.annotate(label, (place, shown), (0, 2), textcoords="offset points", ha="center",
                          fontsize=9, color=INK)  # fmt: skip
        axis.set(ylim=(0, top), xlim=(-0.6, len(words) - 0.4))
        axis.set_yticks([])
        axis.spines["left"].set_visible(False)
        angle = 0 if sum(map(len, words)) < 36 else 40
        axis.set_xticks(
            range(len(words)), [theme.drawable(word) for word in words], rotation=angle, fontsize=9.5,
            ha="right" if angle else "center", rotation_mode="anchor",
        )  # fmt: skip
        axis.tick_params(axis="x", length=0)
        total = sum(bits[name])
        totals.append(text("{name}: {total} bits", name=name, total="∞" if total == math.inf else f"{total:.0f}"))
        axis.set_title(totals[-1], fontsize=10.5)
    axes[0].annotate(text("surprise, −log₂ P, in bits"), (1, 1), xycoords="axes fraction", ha="right", va="bottom",
                     fontsize=9.5, color=REFERENCE)  # fmt: skip
    return theme.finish(figure, text("Surprise word by word. {totals}.", totals="; ".join(totals)))
