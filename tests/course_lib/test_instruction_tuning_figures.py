import pytest

from course_lib import language
from course_lib.figures import instruction_tuning as draw
from tests.course_lib.shown import assert_described_in_both_languages

CURVES = {name: [0.1 * step for step in range(12)] for name in ("reward", "truth", "kl", "length")}
FIGURES = {
    "bars": lambda: draw.bars({"a": 1.0, "another": 2.0}, language.text("% of prompts")),
    "clipped_objective": lambda: draw.clipped_objective(0.2),
    "credit": lambda: draw.credit(["a", "🦜"], {"λ = 0": [0.1, -0.2], "λ = 1": [0.0, 0.3]}),
    "intervals": lambda: draw.intervals({"a": (0.4, 0.5, 0.6), "b": (0.1, 0.2, 0.3)}, language.text("judge")),
    "masking_rows": lambda: draw.masking_rows(["guitar", "red"], ["guitar", "▪"], [False, True]),
    "over_optimisation": lambda: draw.over_optimisation({"β = 0": CURVES, "β = 1": CURVES}),
    "prompt_kinds": draw.prompt_kinds,
    "training_curves": lambda: draw.training_curves({"PPO": CURVES, "GRPO": CURVES}),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_a_described_picture_and_speaks_the_language(name):
    assert_described_in_both_languages(FIGURES[name], words=name != "credit")  # it holds no words of ours


def test_every_figure_of_the_notebook_is_tested():
    assert set(draw.__all__) - {"examples"} == set(FIGURES)


def test_the_shares_of_prompts_are_those_of_the_paper():
    from course_lib.figures.instruction_tuning.published import PROMPT_KINDS

    assert sum(share for _, share in PROMPT_KINDS) == pytest.approx(99.9)  # as printed, rounded
