"""What others published, beside what the notebook measures. Sources in its references."""

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, MODEL, Picture
from course_lib.language import mark, text

# Labelled attachment of dependency parsing by language, and GLUE's average: BERT, PIXEL (Rust et al. 2023, tables 2, 3)
PIXEL_SCORES = (
    (mark("English"), 90.6, 88.7),
    (mark("Arabic"), 77.7, 77.3),
    (mark("Vietnamese"), 49.4, 50.5),
    (mark("Hindi"), 75.9, 89.2),
    (mark("Japanese"), 73.8, 90.7),
    (mark("Korean"), 30.2, 78.5),
    (mark("Tamil"), 15.1, 52.6),
    (mark("Coptic"), 13.0, 83.5),
    (mark("GLUE (English)"), 80.0, 74.1),
)


def pixel_published() -> Picture:
    """BERT and PIXEL, trained on the same English texts, in eight languages and on English sentences."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.36 * len(PIXEL_SCORES) + 1.0)
    for row, (_, bert, pixel) in enumerate(PIXEL_SCORES):
        axis.plot([bert, pixel], [row, row], color=theme.FAINT, linewidth=2)
        axis.plot(bert, row, "o", color=MODEL, markersize=8)
        axis.plot(pixel, row, "s", color=CONTRAST, markersize=7)
    axis.set_yticks(range(len(PIXEL_SCORES)), [text(name) for name, *_ in PIXEL_SCORES])
    axis.tick_params(axis="y", length=0)
    axis.annotate("● BERT", (2, -0.9), fontsize=10, color=MODEL, va="center", fontweight="bold")
    axis.annotate("■ PIXEL", (22, -0.9), fontsize=10, color=CONTRAST, va="center", fontweight="bold")
    axis.set(xlim=(0, 100), ylim=(len(PIXEL_SCORES) - 0.4, -1.4), xlabel=text("% of arrows right; GLUE: average"))
    listed = "; ".join(f"{text(name)}: {bert}, {pixel}" for name, bert, pixel in PIXEL_SCORES)
    return theme.finish(figure, text("BERT and PIXEL, published scores. {listed}.", listed=listed))
