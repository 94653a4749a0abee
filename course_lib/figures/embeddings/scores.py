"""What was measured in notebook 02."""

from collections.abc import Mapping, Sequence

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, MODEL, Picture
from course_lib.language import text

LINES = (MODEL, CONTRAST, "#0072B2", "#44AA99")


def precision_by_pairs(sizes: Sequence[int], precision: Mapping[int, Sequence[float]]) -> Picture:
    """How often the right translation is among the k nearest, by the pairs that the turn was learned from."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 3.2)
    for (k, values), color in zip(precision.items(), LINES, strict=False):
        axis.plot(sizes, list(values), "o-", color=color, markersize=4)
        theme.label_end(axis, sizes[-1], values[-1], text("among {k}", k=k) if k > 1 else text("the nearest"), color)
    axis.set(
        xlabel=text("pairs of words that the turn was learned from"),
        ylabel=text("right translation found"),
        ylim=(0, None),
    )
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    theme.room_for_labels(axis, sizes[0], sizes[-1], sizes[-1] * 1.3)
    listed = "; ".join(f"{k}: {', '.join(f'{v:.0%}' for v in values)}" for k, values in precision.items())
    return theme.finish(figure, text("Translations found among the k nearest. {listed}.", listed=listed))


def senses(word: str, groups: Sequence[Mapping[str, float]]) -> Picture:
    """The cosine of one word's vector with words of each of its senses."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.29 * sum(len(group) + 1 for group in groups) + 0.7)
    place, places, names = 0.0, [], []
    for number, group in enumerate(groups):
        for other, cosine in group.items():
            axis.barh(place, cosine, color=LINES[number % len(LINES)], height=0.74)
            axis.annotate(
                f"{cosine:.2f}", (max(cosine, 0), place), (4, 0), textcoords="offset points", va="center", fontsize=10
            )
            places.append(place)
            names.append(other)
            place += 1
        place += 0.6
    axis.set_yticks(places, names)
    axis.tick_params(axis="y", length=0)
    axis.invert_yaxis()
    axis.set(
        xlabel=text("cosine with “{word}”", word=word), xlim=(min(0.0, *(min(group.values()) for group in groups)), 1)
    )
    listed = "; ".join(", ".join(f"{other} {cosine:.2f}" for other, cosine in group.items()) for group in groups)
    return theme.finish(figure, text("Cosines of “{word}”. {listed}.", word=word, listed=listed))
