"""Is a grade the same on a GPU as on a CPU? Runs where there is a GPU; written on a machine without one."""

from pathlib import Path

import pytest
import torch

from autograder import bank
from autograder.examiner import examine_file
from autograder.records import ExerciseResult
from autograder.sandbox.process import Template
from autograder.sandbox.tiers import best_tier

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.slow,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device here"),
]

ANSWERS = [answer.path for kind in ("right", "wrong") for answer in bank.own("04_transformers", kind=kind)]


def test_all_answers_get_the_same_marks_on_both_devices() -> None:
    def examine(template: Template, answer: Path) -> tuple[float, list[tuple[str, bool | None]]]:
        result: ExerciseResult = examine_file(
            answer, "04_transformers", answer.parents[1].name, template=template, device=template.device
        )
        return result.score, [(found.name, found.passed) for found in result.properties]

    with Template(best_tier()) as cpu, Template(best_tier(), device="cuda") as gpu:
        different = {str(answer): (examine(cpu, answer), examine(gpu, answer)) for answer in ANSWERS[::4]}
    assert all(on_cpu == on_gpu for on_cpu, on_gpu in different.values()), different
