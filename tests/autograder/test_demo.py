"""The demonstration: a class of our own, released, handed in, graded and reported, and nothing of anyone's removed."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from rich.console import Console

from autograder import demo
from autograder.cli import main
from autograder.course import CONFIG_NAME
from tests.sandboxes import best_tier_here

corpus = demo.load_corpus()
# What the issue asks of the class, by the submission that shows it.
ASKED = {
    "right_einsum_es": "right in several styles",
    "right_by_hand_en": "right in several styles",
    "half_done_en": "partly right",
    "untouched_es": "untouched",
    "mixed_languages": "Spanish and English mixed",
    "syntax_error_es": "a syntax error",
    "prints_and_warnings_en": "prints and warnings on stderr",
    "loop_in_answer": "an infinite loop",
    "memory_bomb": "a memory bomb",
    "exits": "os._exit",
    "patched_testing": "a patched torch.testing",
    "deleted_check": "a deleted test cell",
    "broken_json": "broken JSON",
    "symlink": "a symlink",
}


def test_class_is_large_enough_and_holds_what_was_asked() -> None:
    learners = [name for names in demo.CLASSES.values() for name in names]
    assert len(learners) == len(set(learners)) >= 30
    assert set(ASKED) <= set(learners) <= set(corpus.submissions())
    assert "solution_en" in learners, "the symlink points at it"
    for topic, names in demo.CLASSES.items():
        assert {corpus.submissions()[name].topic for name in names} == {topic}


@pytest.mark.parametrize("name", ["notes.txt", CONFIG_NAME])
def test_a_folder_that_no_demonstration_made_is_left_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(FileExistsError, match="no demonstration made"):
        demo.run(tmp_path)
    assert (tmp_path / name).read_text() == "mine"


def test_a_small_class_goes_all_the_way(tmp_path: Path) -> None:
    best_tier_here()
    terminal = Console(file=io.StringIO(), width=120, color_system=None)
    learners = ["right_einsum_es", "half_done_en", "broken_json", "decoding_solution_en"]
    assert demo.run(tmp_path / "demo", learners=learners, workers=1, terminal=terminal) == 0
    shown = terminal.file.getvalue()
    every = tmp_path / "demo" / "classroom" / "reports"
    assert str(every / "08_decoding" / "marks.csv") in shown
    reports = every / "04_transformers"
    for path in ("marks.csv", "report.html", "feedback"):
        assert str(reports / path) in shown
    rows = {row["learner"]: row for row in csv.DictReader(io.StringIO((reports / "marks.csv").read_text(), newline=""))}
    assert rows["right_einsum_es"]["total"] == rows["right_einsum_es"]["max"]
    assert 0 < float(rows["half_done_en"]["total"]) < float(rows["half_done_en"]["max"])
    assert rows["broken_json"]["causal_mask verdict"] == "unreadable"
    assert (tmp_path / "demo" / "classroom" / "gradebook.db").is_file()
    assert list((tmp_path / "demo" / "classroom" / "learners").glob("notebooks/*/*/*.ipynb"))
    assert all((reports / "feedback" / learner / "feedback.html").is_file() for learner in learners[:3])


def test_one_command_takes_an_export_grades_it_and_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    best_tier_here()
    course = demo.make_course(tmp_path / "course")
    monkeypatch.chdir(course.root)
    assert main(["grade", "04_transformers"]) == 2
    assert "autograder grade EXPORT.zip 04_transformers" in capsys.readouterr().err
    corpus.build_class(tmp_path / "handed_in", ["half_done_en"])
    [notebook] = (tmp_path / "handed_in").rglob("transformers.ipynb")
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as export:
        export.write(notebook, "ana/transformers.ipynb")
    command = ["grade", str(tmp_path / "export.zip"), "04_transformers", "--platform", "plain", "--workers", "1"]
    assert main([*command, "--language", "es"]) == 0
    said = capsys.readouterr().out
    assert "1 collected" in said and "1 submissions: 1 examined" in said
    reports = course.classroom / "reports" / "04_transformers"
    assert "Informe de la clase" in (reports / "report.html").read_text("utf-8")
    assert (reports / "feedback" / "ana" / "feedback.html").is_file()
