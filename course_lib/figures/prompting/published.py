"""What others published: sizes by year, GPT-3 without fine-tuning, what corpora hold. Sources in the references."""

from collections.abc import Mapping

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, INK, MODEL, REFERENCE, Picture
from course_lib.language import mark, text

# name, year, billions of parameters, whether the weights are open
MODELS = (
    ("GPT-1", 2018.4, 0.117, True),
    ("BERT large", 2018.8, 0.34, True),
    ("GPT-2", 2019.1, 1.5, True),
    ("T5", 2019.8, 11, True),
    ("GPT-3", 2020.4, 175, False),
    ("Gopher", 2021.9, 280, False),
    ("PaLM", 2022.3, 540, False),
    ("Chinchilla", 2022.2, 70, False),
    ("BLOOM", 2022.5, 176, True),
    ("LLaMA", 2023.1, 65, True),
    ("Mistral 7B", 2023.7, 7.3, True),
    ("Phi-3 mini", 2024.3, 3.8, True),
    ("Llama 3.1", 2024.5, 405, True),
)
# name, year, operations of its training. BERT to GPT-3: Brown et al. 2020, table D.1; Gopher, Chinchilla: Hoffmann et
# al. 2022; PaLM: Chowdhery et al. 2022; LLaMA: 6 · 65.2e9 parameters · 1.4e12 tokens; Llama 3.1: Grattafiori et al.
# 2024.
TRAININGS = (
    ("BERT large", 2018.8, 5.33e20),
    ("RoBERTa", 2019.5, 4.26e21),
    ("T5", 2019.8, 3.30e22),
    ("GPT-3", 2020.4, 3.14e23),
    ("Gopher", 2021.9, 5.76e23),
    ("Chinchilla", 2022.2, 5.76e23),
    ("PaLM", 2022.3, 2.53e24),
    ("LLaMA", 2023.1, 5.48e23),
    ("Llama 3.1", 2024.5, 3.8e25),
)
# GPT-3 with 32 examples in the prompt, BERT large fine-tuned, the best fine-tuned model (Brown et al. 2020, table 3.8)
SUPERGLUE: Mapping[str, tuple[float, float, float]] = {
    "BoolQ": (76.4, 77.4, 91.0),
    "CB": (75.6, 83.6, 96.9),
    "COPA": (92.0, 70.6, 94.8),
    "RTE": (69.0, 71.7, 92.5),
    "WiC": (49.4, 69.6, 76.1),
    "WSC": (80.1, 64.6, 93.8),
    "ReCoRD": (90.2, 71.3, 92.5),
}
CORPORA = (
    ("WebText", mark("8 million pages that Reddit's readers linked to"), "40 GB"),
    ("C4", mark("one month of Common Crawl, English, filtered by rules"), "156 G tokens"),
    ("The Pile", mark("22 sources: articles, code, books, patents, forums"), "825 GB"),
    ("Common Crawl", mark("billions of pages a month, unfiltered"), "PB"),
)


def sizes_by_year() -> Picture:
    """Parameters by year, on a logarithmic scale; filled: open weights."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 4.2)
    for name, year, size, is_open in MODELS:
        color = MODEL if is_open else CONTRAST
        axis.plot(year, size, "o", color=color, markersize=7, markerfacecolor=color if is_open else theme.PAPER)
        above = name in {"PaLM", "BLOOM", "Gopher", "LLaMA"}
        axis.annotate(name, (year, size), (0, 6 if above else -14), textcoords="offset points", ha="center", fontsize=9)
    axis.set_yscale("log")
    axis.set(xlabel=text("year"), ylabel=text("billions of parameters"), ylim=(0.05, 1500), xlim=(2018, 2025))
    axis.set_yticks([0.1, 1, 10, 100, 1000], ["0.1", "1", "10", "100", "1,000"])
    axis.annotate(text("filled: open weights"), (2024.9, 0.065), ha="right", fontsize=9.5, color=MODEL)
    listed = ", ".join(f"{name} {int(year)} {size} B" for name, year, size, *_ in MODELS)
    return theme.finish(figure, text("Parameters of published models by year: {listed}.", listed=listed))


def training_costs() -> Picture:
    """Operations of published trainings by year, on a logarithmic scale."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 3.6)
    for name, year, operations in TRAININGS:
        axis.plot(year, operations, "o", color=MODEL, markersize=7)
        below = name == "Chinchilla"
        axis.annotate(name, (year, operations), (0, -14 if below else 6), textcoords="offset points", ha="center",
                      fontsize=9)  # fmt: skip
    axis.set_yscale("log")
    axis.set(xlabel=text("year"), ylabel=text("operations"), ylim=(1e20, 3e26), xlim=(2018, 2025))
    listed = ", ".join(f"{name} {int(year)} {operations:.1e}" for name, year, operations in TRAININGS)
    return theme.finish(figure, text("Operations of published trainings by year: {listed}.", listed=listed))


def few_shot_superglue() -> Picture:
    """GPT-3 with examples in its prompt beside models that were fine-tuned."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.46 * len(SUPERGLUE) + 0.9)
    for row, (prompted, bert, best) in enumerate(SUPERGLUE.values()):
        axis.plot([min(prompted, bert), best], [row, row], color=theme.FAINT, linewidth=2)
        axis.plot(best, row, "|", color=INK, markersize=13, markeredgewidth=2)
        axis.plot(bert, row, "s", color=REFERENCE, markersize=7)
        axis.plot(prompted, row, "o", color=CONTRAST, markersize=8)
    axis.set_yticks(range(len(SUPERGLUE)), list(SUPERGLUE))
    axis.tick_params(axis="y", length=0)
    axis.set(xlim=(45, 100), ylim=(len(SUPERGLUE) - 0.4, -1.1), xlabel=text("score"))
    heads = ((47, text("● GPT-3, 32 examples"), CONTRAST), (66, text("■ BERT large, tuned"), REFERENCE),
             (85, text("| best, tuned"), INK))  # fmt: skip
    for x, name, color in heads:
        axis.annotate(name, (x, -0.8), fontsize=9, color=color, va="center")
    listed = "; ".join(f"{task}: {a}, {b}, {c}" for task, (a, b, c) in SUPERGLUE.items())
    return theme.finish(
        figure, text("SuperGLUE: GPT-3 with examples, BERT large tuned, best tuned. {listed}.", listed=listed)
    )


def corpora() -> Picture:
    """What well-known training corpora hold."""
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.62 * len(CORPORA) + 0.1, margins_in=(0.05, 0.05, 0.05, 0.05))
    for row, (name, holds, size) in enumerate(CORPORA):
        axis.text(0, row, name, fontsize=11, fontweight="bold", color=MODEL, va="center")
        axis.text(0.99, row, size, fontsize=10.5, color=CONTRAST, va="center", ha="right")
        axis.text(0, row + 0.4, text(holds), fontsize=9.5, color=INK, va="center")
    axis.set(xlim=(0, 1), ylim=(len(CORPORA) - 0.3, -0.4))
    theme.bare(axis)
    listed = "; ".join(f"{name}: {text(holds)}, {size}" for name, holds, size in CORPORA)
    return theme.finish(figure, text("Training corpora. {listed}.", listed=listed))
