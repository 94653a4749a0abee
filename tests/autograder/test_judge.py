"""Does ``autograder judge`` say what is judged wrongly, go on past what is no answer, and write down what each got?"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from autograder import bank, cli, topics
from autograder.exam import Exam
from autograder.topics import Topic
from course_lib.exercises.elman_step import EXERCISE

RIGHT = "import torch\ndef elman_step(x, h, w_xh, w_hh, b): return torch.tanh(x @ w_xh.T + h @ w_hh.T + b)\n"
UNBENT = "def elman_step(x, h, w_xh, w_hh, b): return x @ w_xh.T + h @ w_hh.T + b\n"
FOLDER = "03_rnns/elman_step"


def write(root: Path, files: dict[str, str]) -> Path:
    for name, source in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, "utf-8")
    return root


def judge(*arguments: object) -> int:
    return cli.main(["judge", *map(str, arguments)])


def test_all_is_well_where_all_is_judged_as_it_should_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        f"{FOLDER}/right/plain.py": RIGHT,
        f"{FOLDER}/wrong/unbent.py": UNBENT,
        f"{FOLDER}/wrong/told.py": f"# property: values\n# hint: no_tanh\n{UNBENT}",
    }
    assert judge(write(tmp_path / "bank", files), "--json", tmp_path / "all.json") == 0
    assert "elman_step" in capsys.readouterr().out
    listed = {Path(each["path"]).stem: each for each in json.loads((tmp_path / "all.json").read_text("utf-8"))}
    assert set(listed["plain"]) == {"path", "score", "max", "verdict", "hint", "hint_key", "properties"}
    assert (listed["plain"]["score"], listed["plain"]["verdict"], listed["plain"]["hint"]) == (2.0, "right", None)
    unbent = listed["unbent"]
    assert (unbent["hint_key"], unbent["verdict"]) == ("no_tanh", "partly right") and "There is no tanh." in unbent[
        "hint"
    ]
    assert {each["passed"] for each in unbent["properties"]} == {True, False}


def test_what_is_judged_wrongly_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        f"{FOLDER}/wrong/right_after_all.py": RIGHT,
        f"{FOLDER}/right/unbent.py": UNBENT,
        f"{FOLDER}/wrong/another_name.py": f"# property: values\n# hint: sigmoid\n{UNBENT}",
        f"{FOLDER}/wrong/more_holds.py": f"# property: values\n# hint: no_tanh\n# holds: dtype\n{UNBENT}",
        f"{FOLDER}/wrong/one_more.py": f"# property: values\n# hint: no_tanh\n"
        f"# holds: dtype, gradient, sizes, square\n{UNBENT}",
        f"{FOLDER}/wrong/all_at_once.py": f"# score: 0\n# property: square\n# hint: square\n# holds: values\n{UNBENT}",
        f"{FOLDER}/wrong/no_property.py": f"# property: cubes\n# hint: no_tanh\n{UNBENT}",
        f"{FOLDER}/forbidden/own.py": RIGHT,
    }
    assert judge(write(tmp_path, files)) == 1
    said = capsys.readouterr().out
    for line in (
        "wrong/right_after_all: got full marks",
        "right/unbent: lost marks: values: There is no tanh.",
        "another_name: values: no_tanh where sigmoid was expected",
        "more_holds: gradient, sizes, square, unmodified hold too",
        "one_more: unmodified holds too",
        "all_at_once: scored ",
        "; square holds, and values (no_tanh) fails instead; dtype, gradient, sizes, unmodified hold too; values does "
        "not hold",
        "no_property: there is no property cubes: there are values, sizes, ",
        "forbidden/own: right with 2, where forbidden was expected",
    ):
        assert line in said


def test_what_is_no_answer_is_said_in_a_line_and_the_rest_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        f"{FOLDER}/right/plain.py": RIGHT,
        f"{FOLDER}/wrong/no_python.py": "def elman_step(:\n",
        f"{FOLDER}/wrong/another_name.py": "def elman(x): return x\n",
        "03_rnns/no_such/wrong/a.py": RIGHT,
        "99_none/elman_step/wrong/a.py": RIGHT,
    }
    root = write(tmp_path, files)
    (root / FOLDER / "wrong" / "gone.py").symlink_to(tmp_path / "nowhere.py")
    (root / FOLDER / "wrong" / "bytes.py").write_bytes(b"\xff\xfe")
    assert judge(root) == 2
    out, err = capsys.readouterr()
    assert "1 of 1" in out
    lines = err.splitlines()
    assert len(lines) == 6
    for part in (
        "no_python.py: not Python",
        "defines no elman_step",
        "has no exercise 'no_such'",
        "no exam for '99_none'",
    ):
        assert any(part in line for line in lines), (part, lines)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("99_none", "there is no exam for '99_none'"),
        ("03_rnns/none", "03_rnns has no exercise 'none'; it has: elman_step"),
    ],
)
def test_an_unknown_name_is_refused(what: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(what) == 2
    assert said in capsys.readouterr().err


def test_an_empty_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(tmp_path) == 2
    assert "holds no TOPIC/EXERCISE" in capsys.readouterr().err


def test_what_a_bank_lacks_for_the_tests_is_said_at_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "elman_step/right/plain.py": RIGHT,
        "elman_step/wrong/silent.py": UNBENT,
        "elman_step/wrong/zeros.py": f"# score: 0\n{UNBENT}",
    }
    topic = replace(topics.load("03_rnns"), path=write(tmp_path, files))
    monkeypatch.setattr(topics, "load", lambda name: topic)
    lacking = bank.lacking(topic, "elman_step")
    for said in (
        "wrong answers (2 of at least 8)",
        "right answers (1 of at least 3)",
        "wrong/echo.py with # score: 0",
        "wrong/silent.py: # score: 0, or all of # property, # hint, # holds",
        "a wrong answer with # hint: no_tanh",
    ):
        assert said in lacking
    assert "wrong/zeros.py with # score: 0" not in lacking
    judge("03_rnns/elman_step")
    assert "what the tests still ask of elman_step:\n  wrong answers (2 of at least 8)\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda exam: exam.properties.pop(), "exam.toml describes what exam.py does not ask: unmodified"),
        (lambda exam: exam.asks("long"), "exam.py asks what exam.toml does not describe: long"),
        (lambda exam: exam.properties.pop(0), "one property is the core, and it is called values"),
        (lambda exam: setattr(exam, "exercise", replace(EXERCISE, hidden=99)), "hidden=99, and exam.py asks 6"),
    ],
)
def test_an_exam_whose_files_disagree_is_refused_in_a_line(
    change: Callable[[Exam], Any], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = Exam(EXERCISE, properties=[*topics.load("03_rnns").exam("elman_step").properties])
    change(exam)
    monkeypatch.setattr(Topic, "exam", lambda topic, exercise: exam)
    assert judge("03_rnns/elman_step") == 2
    [line] = capsys.readouterr().err.splitlines()
    assert said in line


def test_a_fault_of_an_exam_is_said_once_and_by_its_cause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = Exam(EXERCISE)
    exam.values((torch.zeros(1, 2), torch.zeros(1, 2), torch.zeros(2, 2), torch.zeros(2, 2), torch.zeros(2)))
    exam.properties += [each for each in topics.load("03_rnns").exam("elman_step").properties if not each.core]
    monkeypatch.setattr(Topic, "exam", lambda topic, exercise: exam)
    files = {f"{FOLDER}/right/plain.py": RIGHT, f"{FOLDER}/wrong/unbent.py": UNBENT}
    assert judge(write(tmp_path, files)) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if "fault of the grader" in line]
    assert len(lines) == 1 and "Traceback" not in lines[0]
    assert "values: its draws do not tell no_tanh from what is right" in lines[0]
    assert "add a draw in which they differ, or name the mistakes to tell apart with only=" in lines[0]
