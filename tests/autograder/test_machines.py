"""The learner's computer and the grader's agree, or say so: Python, packages, and the version of each release."""

import collections
import copy
import json
import re
from pathlib import Path

import nbformat
import pytest
from small_notebooks import master

import course_lib
from autograder import feedback, newer_python, preview, release, twins
from autograder.examiner import after_cell
from autograder.records import ExerciseResult, Record, Repair
from autograder.session import CellResult, Session
from autograder.sitting import Sitting
from autograder.topics import ExerciseSpec, PropertySpec
from autograder.verdicts import Verdict
from course_lib import graded_with, language

Version = collections.namedtuple("Version", "major minor")
OTHER = {"python": "3.99.1", "packages": {"torch": "9.8.7", "numpy": "1.2"}}
SAME = graded_with.here(graded_with.TOLD_APART)


def test_the_first_cell_warns_where_the_release_is_graded_with_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(graded_with, "RELEASE", tmp_path / "release.json")
    course_lib.start("es")
    (tmp_path / "release.json").write_text(json.dumps(SAME))
    course_lib.start("es")
    assert capsys.readouterr() == ("", "")
    (tmp_path / "release.json").write_text(json.dumps(OTHER))
    course_lib.start("es")
    said = capsys.readouterr().err
    assert said.startswith("Tu cuaderno se califica con Python 3.99, numpy 1.2, torch 9.8")
    assert said.count("\n") == 1
    language.set_language("en")


@pytest.mark.parametrize("stated", [None, [], {}, {"python": 3}, {"python": "x", "packages": []}, SAME])
def test_what_states_nothing_else_is_no_warning(stated: object) -> None:
    assert graded_with.warning(stated) is None


def test_preview_warns_of_a_notebook_released_for_another_python(tmp_path: Path) -> None:
    path = tmp_path / "small.ipynb"
    for stated, said in ((OTHER, "Python 3.99"), (SAME, None), ("odd", None)):
        notebook = nbformat.v4.new_notebook(metadata={"graded_with": stated})
        nbformat.write(notebook, path)
        found = preview.other_versions(path, "en")
        assert (found is None) == (said is None) and (said or "") in (found or "")


def test_a_release_states_what_it_is_graded_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def empty(to: Path) -> Path:
        to.mkdir()
        (to / "course_lib-0.1.0+abc-py3-none-any.whl").write_bytes(b"PK\x05\x06" + b"\0" * 18)
        return to / "course_lib-0.1.0+abc-py3-none-any.whl"

    monkeypatch.setattr(release, "build_wheel", empty)
    path = tmp_path / "notebooks" / "en" / "04_small" / "small.ipynb"
    path.parent.mkdir(parents=True)
    twins.write(master("en"), path)
    made = release.release(["04_small"], tmp_path / "out", ("en",), notebooks=tmp_path / "notebooks")
    stated = json.loads((made.folder / "release.json").read_text())
    [notebook] = [nbformat.read(each, as_version=4) for each in made.notebooks]
    assert stated["graded_with"] == notebook.metadata.graded_with == release.graded_with()
    assert stated["version"] == "0.1.0+abc"
    for name in ("README.md", "README.es.md"):
        text = (made.folder / name).read_text("utf-8")
        assert f"torch {stated['graded_with']['packages']['torch']}" in text and "Colab" in text


def test_another_content_is_another_version(tmp_path: Path) -> None:
    project = {"dependencies": ["torch"], "requires-python": ">=3.11"}
    (tmp_path / "a.py").write_text("a = 1")
    first = release._digest(tmp_path, project)
    assert first == release._digest(tmp_path, copy.deepcopy(project))
    (tmp_path / "a.py").write_text("a = 2")
    assert release._digest(tmp_path, project) != first
    assert re.fullmatch("[0-9a-f]{12}", first)


# ---------------------------------------------------------------- imports that fail, syntax that is newer

IMPORTS = "import einops_of_mine\nimport math, no_such.part\nfrom torch import Tensor, nowhere_to_be\nx = math.pi\n"


def test_an_import_that_fails_leaves_the_rest_of_its_cell(open_session) -> None:
    session: Session = open_session()
    found = session.run_cell(IMPORTS)
    assert found.error == "ImportError"
    assert "'einops_of_mine'" in found.message and "'no_such'" in found.message and "nowhere_to_be" in found.message
    assert session.run_cell("assert x == math.pi").error is None
    assert session.run_cell("def f():\n    import no_such\n\nf()\ny = 1").error == "ModuleNotFoundError"
    assert session.run_cell("y").error == "NameError", "only imports of the cell's own are passed over"


def test_the_missing_package_is_named_in_the_feedback() -> None:
    cell = CellResult([], "ModuleNotFoundError", "No module named 'einops'; No module named 'pandas.core'")
    sitting = Sitting.__new__(Sitting)
    sitting.errors = {"imports": cell}
    assert [each.values["package"] for each in sitting.repairs] == ["einops", "pandas"]
    for spoken, said in (("en", "einops is not there"), ("es", "einops no está")):
        record = Record("k", "ada", "t", spoken, [], [Repair("package", values={"package": "einops"})])
        assert said in feedback.record_as_text(record)


@pytest.mark.parametrize(
    ("source", "message", "needs"),
    [
        ('f"{d["n"]}"', "f-string: expecting '}'", "3.12"),
        ("f'{d['n']} and {m}'", "f-string: unmatched '['", "3.12"),
        ("f'{chr(10).join(x) + \"\\n\"}'", "f-string expression part cannot include a backslash", "3.12"),
        ("type Pair[T] = tuple[T, T]", "invalid syntax", "3.12"),
        ("def first[T](x: list[T]) -> T:\n    return x[0]", "expected '('", "3.12"),
        ("try:\n    f()\nexcept KeyError, IndexError:\n    pass", "multiple exception types", "3.14"),
        ("def f(n:", "'(' was never closed", None),
        ('f"{a"', "f-string: expecting '}'", None),
        ('print("a"', "'(' was never closed", None),
    ],
)
def test_a_newer_python_is_named_where_it_would_do(source: str, message: str, needs: str | None) -> None:
    assert newer_python.needed(source, message, (3, 11)) == needs
    assert newer_python.needed(source, message, (3, 99)) is None


@pytest.mark.parametrize("spoken", ["en", "es"])
def test_the_verdict_names_both_versions(spoken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.python_version_tuple", lambda: ("3", "11", "7"))
    monkeypatch.setattr(newer_python.sys, "version_info", Version(3, 11))
    spec = ExerciseSpec("add", 4.0, (), {"values": PropertySpec(1.0, "sum", "suma")}, 0.5)
    missing = ExerciseResult("add", 0.0, 4.0, Verdict.MISSING)
    cell = CellResult([], "SyntaxError", "f-string: expecting '}'", 'f"{d["n"]}"')
    [found] = after_cell(spec, missing, cell, spoken).properties
    assert found.verdict is Verdict.RAISED and "3.11" in (found.hint or "") and "3.12" in (found.hint or "")
