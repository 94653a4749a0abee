"""Hostile folders: each gives a clean, valid copy, or the release notebook and a message that says what to do."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator
from small_notebooks import cell_of, master, to_bytes

from autograder.notebook import ExamineCell, plan, released, repair
from autograder.reading import MAX_NOTEBOOK_MB
from autograder.staging import Staged, learner_problem, stage, submissions

MASTER = master()
TOPIC, NAME = "04_small", "small"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "submitted" / "ana" / TOPIC
    path.mkdir(parents=True)
    return path


def good() -> NotebookNode:
    notebook = released(MASTER)
    cell_of(notebook, "answer_first").source = "def first(n):\n    return n + 1  # añadido"
    return notebook


def staged(folder: Path) -> Staged:
    """Stage, and check what must hold whatever was handed in."""
    to = folder.parents[2] / "staged" / folder.parent.name / TOPIC
    result = stage(folder, NAME, MASTER, to)
    assert {path.name for path in to.iterdir()} <= {f"{NAME}.ipynb", "timestamp.txt"}
    assert all(path.is_file() and not path.is_symlink() for path in to.iterdir())
    written = nbformat.read(to / f"{NAME}.ipynb", as_version=4)
    nbformat.validate(written)
    MetadataValidator().validate_nb(written)
    assert (to / f"{NAME}.ipynb").read_bytes() == result.to_bytes()
    assert {cell.id for cell in MASTER.cells if "nbgrader" in cell.metadata} <= {c.id for c in written.cells}
    if result.unreadable:
        assert [cell.source for cell in written.cells] == [cell.source for cell in released(MASTER).cells]
        assert f"ana: {TOPIC}/{NAME}.ipynb" in result.problem
    return result


def read_back(folder: Path, data: bytes) -> Staged:
    (folder / f"{NAME}.ipynb").write_bytes(data)
    result = staged(folder)
    assert not result.unreadable, result.problem
    assert cell_of(result.notebook, "answer_first").source == "def first(n):\n    return n + 1  # añadido"
    return result


def test_a_good_submission_is_copied_as_it_is(folder: Path) -> None:
    result = read_back(folder, to_bytes(good()))
    assert (result.learner, result.problem, result.notes, result.repairs) == ("ana", None, [], [])


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("latin-1"),
        lambda text: json.dumps(json.loads(text), indent=1).replace("\n", "\r\n").encode(),
        lambda text: text.replace("\\n", "\\r\\n").encode(),
        lambda text: json.dumps(json.loads(text) | {"nbformat": 10**40, "nbformat_minor": "x"}).encode(),
        lambda text: text.replace('"metadata": {', '"metadata": {"n": ' + "9" * 5000 + ", ", 1).encode(),
        lambda text: text.replace('"metadata": {', '"metadata": {"n": NaN, "m": 1e999, ', 1).encode(),
        lambda text: text.replace('"nbformat": 4', '"nbformat": 4, "deep": ' + "[" * 500 + "]" * 500).encode(),
        lambda text: json.dumps(json.loads(text) | {"metadata": ["odd"]}).encode(),
    ],
    ids=["mark", "utf16", "latin1", "crlf", "crlf-source", "version", "huge", "nan", "deep", "metadata"],
)
def test_odd_encodings_and_odd_json_are_read(folder: Path, encode: Callable[[str], bytes]) -> None:
    read_back(folder, encode(to_bytes(good()).decode()))


def test_format_3_is_read(folder: Path) -> None:
    cells: list[dict] = [{"cell_type": "heading", "level": 1, "source": "Title", "metadata": {}}]
    for cell in good().cells[1:]:
        old = {"cell_type": "code", "language": "python", "outputs": [], "prompt_number": 3}
        cells.append({**old, "input": cell.source.splitlines(keepends=True), "metadata": cell.metadata})
    old_notebook = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    result = read_back(folder, json.dumps(old_notebook).encode())
    assert "format 3" in result.notes[0]


def test_schema_garbage_in_cells_is_survived(folder: Path) -> None:
    notebook = json.loads(to_bytes(good()))
    answer = next(cell for cell in notebook["cells"] if cell["id"] == "answer_first")
    answer |= {"outputs": "none", "execution_count": {"a": 1}, "attachments": 3, "extra": [[]]}
    answer["metadata"] = {"tags": "demo", "nbgrader": ["no"], "collapsed": {}}
    bad_cells = [None, 3, "x", [], {}, {"cell_type": 7}, {"cell_type": "code", "source": {"a": 1}, "id": 4}]
    bad_cells += [{"cell_type": "code", "source": ["ok\n", 5, "\ud800"], "metadata": {"nbgrader": {"points": [1]}}}]
    notebook["cells"] += bad_cells
    result = read_back(folder, json.dumps(notebook).encode())
    assert result.notebook.cells[-1].source == "ok\n?"
    assert "4 entries" in result.notes[0]


def test_outputs_widgets_and_attachments_are_left_behind(folder: Path) -> None:
    notebook = json.loads(to_bytes(good()))
    html = {"output_type": "display_data", "data": {"text/html": "<script>alert(1)</script>"}, "metadata": {}}
    notebook["cells"][1]["outputs"] = [html]
    notebook["cells"][0]["attachments"] = {"a.svg": {"image/svg+xml": "<script>"}}
    notebook["metadata"]["widgets"] = {"x": "<script>"}
    assert b"<script>" not in read_back(folder, json.dumps(notebook).encode()).to_bytes()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"{", "not valid JSON (line 1"),
        (b'{"cells": [', "opens in JupyterLab"),
        (b"\x00\xff\xfe" * 50, "not valid JSON"),
        (b"[]", "not a notebook"),
        (b"{}", "no list of cells"),
        (b'{"cells": {"a": 1}}', "no list of cells"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
        (b'{"cells": [' + b"{}," * 5000 + b"{}]}", "5001 cells"),
        (
            json.dumps({"cells": [{"cell_type": "code", "source": "x" * 2_000_000}]}).encode(),
            "a cell of 2000000",
        ),
        (b" " * (MAX_NOTEBOOK_MB * 2**20 + 1), "clear all outputs"),
    ],
    ids=lambda value: value[:12].decode("latin-1") if isinstance(value, bytes) else value,
)
def test_what_cannot_be_read_becomes_the_release_with_a_message(folder: Path, data: bytes, says: str) -> None:
    (folder / f"{NAME}.ipynb").write_bytes(data)
    result = staged(folder)
    assert result.problem is not None and says in result.problem


def symlink(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def loop(path: Path) -> None:
    path.symlink_to(path)


def hard_link(path: Path) -> None:
    secret = path.parents[2] / "gradebook.db"
    secret.write_bytes(to_bytes(good()))
    os.link(secret, path)


def unix_socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's path has at most 107 characters
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (symlink, "a link"),
        (loop, "a link"),
        (hard_link, "a hard link"),
        (os.mkfifo, "not a regular file"),
        (Path.mkdir, "not a regular file"),
        (unix_socket, "closed to us"),
        (lambda path: None, "no notebook"),
    ],
)
def test_only_regular_files_are_read(folder: Path, make: Callable[[Path], None], says: str) -> None:
    make(folder / f"{NAME}.ipynb")
    result = staged(folder)
    assert result.problem is not None and says in result.problem


@pytest.mark.parametrize("linked", ["topic", "learner"])
def test_folders_that_are_links_are_not_entered(folder: Path, linked: str) -> None:
    (folder / f"{NAME}.ipynb").write_bytes(to_bytes(good()))
    moved = folder if linked == "topic" else folder.parent
    target = moved.rename(folder.parents[2] / "elsewhere")
    moved.symlink_to(target)
    result = staged(folder)
    assert result.problem is not None and "the folder is a link" in result.problem


def test_a_closed_file_is_said_to_be_closed(folder: Path) -> None:
    path = folder / f"{NAME}.ipynb"
    path.write_bytes(to_bytes(good()))
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("root reads everything")
    assert "closed to us" in (staged(folder).problem or "")


def test_other_files_are_left_behind_and_named(folder: Path) -> None:
    for name in ("torch.py", "sitecustomize.py", "nbgrader_config.py", "a\nb.ipynb"):
        (folder / name).write_text("raise SystemExit")
    os.mkfifo(folder / "pipe")
    (folder / "leak").symlink_to("/etc/passwd")
    result = read_back(folder, to_bytes(good()))
    assert "6 other file(s)" in result.notes[0] and "\n" not in result.notes[0]


@pytest.mark.parametrize("name", ["Small.ipynb", "small-1.ipynb", "my work (2).ipynb"])
def test_the_only_notebook_is_taken_whatever_its_name(folder: Path, name: str) -> None:
    (folder / name).write_bytes(to_bytes(good()))
    result = staged(folder)
    assert not result.unreadable and name in result.notes[0]


def test_two_notebooks_of_other_names_are_not_guessed_between(folder: Path) -> None:
    for name in ("a.ipynb", "b.ipynb"):
        (folder / name).write_bytes(to_bytes(good()))
    assert "2 notebooks of other names" in (staged(folder).problem or "")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-03-01 10:00:00.000000 UTC\n", True),
        ("2026-03-01T10:00:00+02:00", True),
        ("2026-99-01 10:00:00 UTC", False),
        ("never\n", False),
        ("2026-03-01 10:00:00 <script>", False),
        ("9" * 10_000, False),
    ],
)
def test_a_timestamp_is_kept_only_when_it_is_a_time(folder: Path, text: str, kept: bool) -> None:
    (folder / "timestamp.txt").write_text(text)
    read_back(folder, to_bytes(good()))
    to = folder.parents[2] / "staged" / "ana" / TOPIC / "timestamp.txt"
    assert to.exists() == kept


def test_staging_again_leaves_nothing_of_before(folder: Path) -> None:
    (folder / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC")
    first = read_back(folder, to_bytes(good()))
    (folder / "timestamp.txt").unlink()
    second = read_back(folder, to_bytes(good()))
    assert not (folder.parents[2] / "staged" / "ana" / TOPIC / "timestamp.txt").exists()
    assert first.to_bytes() == second.to_bytes()


@pytest.mark.parametrize("name", ["ana", "José María", "李明", "a.b_c-d@e+f", "x", "user_12345"])
def test_names_that_may_name_a_learner(name: str) -> None:
    assert learner_problem(name) is None


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", ".hidden", "-rf", "a\nb", "a/b", "a..b", "a*", "[a]", "=1+1", "@x", "a\x00", "a\u202eb", "a ",
     "x" * 101, "<b>", "a\udcffb", "'; DROP"],
)  # fmt: skip
def test_names_that_may_not(name: str) -> None:
    problem = learner_problem(name)
    assert problem is not None and problem.isprintable() and "Rename" in problem


def test_the_walk_finds_everyone_and_survives_everything(tmp_path: Path) -> None:
    submitted = tmp_path / "submitted"
    for name in ("zoe", "ana", "-rf", "a\nb", "=cmd", "elsewhere_topic"):
        (submitted / name).mkdir(parents=True)
    for name in ("zoe", "ana", "-rf", "a\nb", "=cmd"):
        (submitted / name / TOPIC).mkdir()
    (submitted / os.fsdecode(b"\xff\xfe") / TOPIC).mkdir(parents=True)
    (submitted / "linked").symlink_to(submitted / "ana")
    (submitted / "loop").symlink_to(submitted / "loop")
    (submitted / "file").write_text("x")
    (submitted / ".hidden" / TOPIC).mkdir(parents=True)
    os.mkfifo(submitted / "pipe")
    (submitted / "topic_is_file").mkdir()
    (submitted / "topic_is_file" / TOPIC).write_text("x")
    found = submissions(submitted, TOPIC)
    graded = [each for each in found if each.problem is None]
    assert [each.learner for each in graded] == ["ana", "linked", "topic_is_file", "zoe"]
    assert len(found) == 8
    for each in graded:
        result = stage(each.folder, NAME, MASTER, tmp_path / "staged" / each.learner)
        assert result.unreadable and each.learner in (result.problem or "")
    for each in found:
        if each.problem:
            with pytest.raises(ValueError, match="cannot name a learner"):
                stage(each.folder, NAME, MASTER, tmp_path / "staged" / "x")


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
)
NAMES = st.sampled_from([cell.id for cell in MASTER.cells] + ["", "mine", "a b"]) | ANYTHING
GRADING = st.dictionaries(
    st.sampled_from(["grade_id", "grade", "solution", "locked", "task", "points", "schema_version", "checksum"]),
    NAMES,
)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "id": NAMES,
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | ANYTHING,
        "source": st.sampled_from([cell.source for cell in MASTER.cells]) | ANYTHING,
        "metadata": st.fixed_dictionaries({}, optional={"nbgrader": GRADING | ANYTHING, "tags": ANYTHING}) | ANYTHING,
        "outputs": ANYTHING,
    },
)


@settings(
    deadline=None,
    derandomize=True,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(cells=st.lists(CELLS | ANYTHING, max_size=12), metadata=ANYTHING)
def test_whatever_the_cells_hold_the_copy_is_valid(folder: Path, cells: list, metadata: object) -> None:
    (folder / f"{NAME}.ipynb").write_text(json.dumps({"cells": cells, "metadata": metadata}))
    result = staged(folder)
    assert not result.unreadable
    again, repairs = repair(result.notebook, MASTER)
    assert again == result.notebook and repairs == []
    steps = plan(result.notebook, MASTER).steps
    assert sorted(step.exercise for step in steps if isinstance(step, ExamineCell)) == ["first", "second"]
