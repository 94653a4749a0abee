"""What others published about such models."""

from course_lib.figures import theme
from course_lib.figures.theme import INK, MODEL, Picture
from course_lib.language import mark, text

# name, year, millions of parameters, text it was trained on, training; sources in the notebook's references.
MODELS = (
    ("BERT base", 2018, 110, mark("16 GB: books, Wikipedia"), mark("16 TPU chips, 4 days")),
    ("BERT large", 2018, 340, mark("16 GB: books, Wikipedia"), mark("64 TPU chips, 4 days")),
    ("RoBERTa", 2019, 355, mark("160 GB: news, web too"), mark("1,024 GPUs, about a day")),
    ("DistilBERT", 2019, 66, mark("16 GB, and BERT base"), mark("8 GPUs, 90 hours")),
    ("CamemBERT", 2019, 110, mark("138 GB of French web"), mark("256 GPUs, a day")),
)


def published_models() -> Picture:
    """Parameters of published models as bars, with what they read and what that took."""
    figure, (axis,) = theme.canvas(6.4, 0.55 * len(MODELS) + 0.7, margins_in=(1.1, 0.1, 0.45, 0.1))
    for row, (_, _, millions, read, cost) in enumerate(MODELS):
        axis.barh(row, millions, color=MODEL, height=0.66)
        label = f"{millions} M · {text(read)} · {text(cost)}"
        axis.annotate(label, (millions, row), (5, 0), textcoords="offset points", va="center", fontsize=9, color=INK)
    axis.set_yticks(range(len(MODELS)), [f"{name}\n{year}" for name, year, *_ in MODELS], fontsize=9)
    axis.tick_params(axis="y", length=0)
    axis.invert_yaxis()
    axis.set(xlabel=text("millions of parameters"), xlim=(0, 1000))
    listed = "; ".join(f"{name} {millions} M, {text(read)}, {text(cost)}" for name, _, millions, read, cost in MODELS)
    return theme.finish(figure, text("Published models: {listed}.", listed=listed))
