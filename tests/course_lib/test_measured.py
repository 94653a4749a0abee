import pytest

from course_lib import measured
from course_lib.measured.over_optimisation import COEFFICIENTS, STEPS
from course_lib.world import LANGUAGES


def test_loss_falls_with_size_over_at_least_five_models_of_the_same_text():
    points = measured.load("scaling")["by_size"]
    assert len(points) >= 5 and len({point["tokens"] for point in points}) == 1
    sizes, losses = ([point[key] for point in points] for key in ("parameters", "loss"))
    assert sizes == sorted(sizes) and losses == sorted(losses, reverse=True)


def test_less_text_is_learned_by_heart():
    points = measured.load("scaling")["by_text"]
    gaps = [point["loss"] - point["training_loss"] for point in points]
    assert [p["tokens"] for p in points] == sorted(p["tokens"] for p in points)
    assert gaps == sorted(gaps, reverse=True) and len({point["parameters"] for point in points}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_coefficient_varies(language):
    runs = measured.load("over_optimisation")[language]
    assert [float(beta) for beta in runs] == list(COEFFICIENTS)
    assert all(len(run[key]) == STEPS for run in runs.values() for key in ("reward", "truth", "kl", "length"))


def test_a_measurement_that_nobody_made():
    with pytest.raises(FileNotFoundError):
        measured.load("everything")
