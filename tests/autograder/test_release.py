"""What learners get holds everything they need and nothing that they must not see."""

import copy
import email
import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_raw_cell
from nbgrader.nbgraderformat import MetadataValidator
from small_notebooks import cell_of, ids, master

from autograder import release as module
from autograder import twins
from autograder.release import ROOT, Released, ReleaseError, leaks, release
from course_lib.guide import UNTOUCHED

TOPIC = "04_small"


def course(folder: Path) -> Path:
    """A course of one small topic; returns its folder of notebooks."""
    for language in ("es", "en"):
        path = folder / language / TOPIC
        path.mkdir(parents=True)
        twins.write(master(language), path / "small.ipynb")
        (path / "figure.svg").write_text("<svg/>")
        (path / ".hidden").write_text("x")
    return folder


@pytest.fixture(scope="module")
def released_course(tmp_path_factory: pytest.TempPathFactory) -> Released:
    folder = tmp_path_factory.mktemp("release")
    return release([TOPIC], folder / "out", notebooks=course(folder / "notebooks"))


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of everything else need not build one."""

    def empty(to: Path) -> Path:
        to.mkdir()
        (to / "course_lib-0-py3-none-any.whl").write_bytes(b"PK\x05\x06" + b"\0" * 18)
        return to / "course_lib-0-py3-none-any.whl"

    monkeypatch.setattr(module, "build_wheel", empty)


def test_the_release_holds_what_learners_need(released_course: Released) -> None:
    files = {path.relative_to(released_course.folder).as_posix() for path in released_course.folder.rglob("*.*")}
    wanted = {"README.md", "README.es.md", "environment.yml", "requirements.txt", "nbgrader_config.py"}
    wanted |= {f"notebooks/{language}/{TOPIC}/small.ipynb" for language in ("es", "en")}
    wanted |= {f"notebooks/{language}/{TOPIC}/figure.svg" for language in ("es", "en")}
    wanted |= {"release.json", f"wheels/{released_course.wheel.name}"}
    wanted |= {"START.ipynb", "EMPIEZA.ipynb", "lab.py"}
    wanted |= {"settings/jupyter_server_config.py", "settings/labconfig/page_config.json"}
    wanted |= {"settings/labconfig/default_setting_overrides.json", "settings/untouched.json"}
    assert files - {"LICENSE"} == wanted
    assert released_course.wheel.is_file() and all(path.is_file() for path in released_course.notebooks)


def test_notebooks_have_checks_but_no_solutions(released_course: Released) -> None:
    for path, language in zip(released_course.notebooks, ("es", "en"), strict=True):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
        source = master(language)
        assert ids(notebook) == ids(source)
        assert cell_of(notebook, "check_first").source == cell_of(source, "check_first").source
        assert cell_of(notebook, "check_first").metadata.editable is False
        assert cell_of(notebook, "title").source == cell_of(source, "title").source
        assert "raise NotImplementedError()" in cell_of(notebook, "answer_first").source
        assert "return n + 1" not in str(notebook)


def test_notebooks_are_what_nbgrader_releases(released_course: Released, tmp_path: Path) -> None:
    """Are ours the notebooks that `nbgrader generate_assignment` makes, cell for cell?"""
    source = tmp_path / "source" / TOPIC / "small.ipynb"
    source.parent.mkdir(parents=True)
    twins.write(master("es"), source)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", TOPIC, "--no-db"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=120, capture_output=True)
    theirs = nbformat.read(tmp_path / "release" / TOPIC / "small.ipynb", as_version=4)
    assert nbformat.read(released_course.notebooks[0], as_version=4).cells == theirs.cells


def test_nothing_of_the_autograder_and_no_solution_is_in_it(released_course: Released) -> None:
    assert leaks(released_course.folder) == []
    for path in released_course.folder.rglob("*.*"):
        data = path.read_bytes() if path.is_file() else b""
        assert b"BEGIN SOLUTION" not in data and b"import autograder" not in data
    with zipfile.ZipFile(released_course.wheel) as wheel:
        assert {name.split("/")[0].split("-")[0] for name in wheel.namelist()} == {"course_lib"}
        assert not any(b"import autograder" in wheel.read(name) for name in wheel.namelist())


def test_the_wheel_has_all_of_course_lib_and_its_dependencies_only(released_course: Released) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    with zipfile.ZipFile(released_course.wheel) as wheel:
        [metadata] = [name for name in wheel.namelist() if name.endswith("METADATA")]
        message = email.message_from_bytes(wheel.read(metadata))
        inside = set(wheel.namelist())
    assert message["Name"] == "course-lib" and message["Version"].startswith(project["version"] + "+")
    assert "course_lib/release.json" in inside
    assert sorted(message.get_all("Requires-Dist") or []) == sorted(project["dependencies"])
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "course_lib").rglob("*.py")}
    assert modules <= inside and "course_lib/py.typed" in inside
    assert {name for name in inside if name.endswith(".mo")} == {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "course_lib").rglob("*.mo")
    }


def test_the_release_has_the_untouched_cell_of_each_exercise(released_course: Released) -> None:
    stubs = json.loads((released_course.folder / UNTOUCHED).read_text("utf-8"))
    [notebook] = [path for path in released_course.notebooks if "/en/" in path.as_posix()]
    answers = {cell.id: cell.source for cell in twins.read(notebook).cells if cell.id.startswith("answer_")}
    assert {f"answer_{name}": source for name, source in stubs.items()} == answers != {}
    assert all("NotImplementedError" in source for source in stubs.values())


def test_the_wheel_works_without_the_autograder(released_course: Released) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import course_lib; course_lib.start('es'); "
        "assert sys.argv[1] in course_lib.__file__, course_lib.__file__; "
        "assert not [name for name in sys.modules if name.partition('.')[0] in ('autograder', 'nbgrader')]"
    )
    unpacked = released_course.folder.parent / "unpacked"
    zipfile.ZipFile(released_course.wheel).extractall(unpacked)
    subprocess.run([sys.executable, "-c", code, str(unpacked)], check=True, cwd=unpacked, timeout=120)


def test_the_environment_installs_the_wheel_and_the_lab(released_course: Released) -> None:
    folder = released_course.folder
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    requirements = (folder / "requirements.txt").read_text().splitlines()
    assert (folder / requirements[0]).resolve() == released_course.wheel.resolve()
    assert requirements[1:] == project["optional-dependencies"]["lab"]
    environment = yaml.safe_load((folder / "environment.yml").read_text())
    assert f"python{project['requires-python']}" in environment["dependencies"]
    assert {"pip": ["--requirement requirements.txt"]} in environment["dependencies"]


def test_the_readmes_name_every_notebook(released_course: Released) -> None:
    for name in ("README.md", "README.es.md"):
        text = (released_course.folder / name).read_text(encoding="utf-8")
        assert "$" not in text
        for path in released_course.notebooks:
            assert path.relative_to(released_course.folder).as_posix() in text


def test_the_same_sources_give_the_same_release(tmp_path: Path, no_wheel: None) -> None:
    notebooks = course(tmp_path / "notebooks")
    trees = []
    for name in ("a", "b"):
        folder = release([TOPIC], tmp_path / name, notebooks=notebooks).folder
        trees.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert trees[0] == trees[1]


def test_nothing_is_overwritten_unasked(tmp_path: Path, no_wheel: None) -> None:
    notebooks = course(tmp_path / "notebooks")
    to = tmp_path / "out"
    to.mkdir()
    release([TOPIC], to, ("en",), notebooks=notebooks)
    with pytest.raises(ReleaseError, match="holds a release already: name another folder, or add --overwrite"):
        release([TOPIC], to, notebooks=notebooks)
    assert not (to / "notebooks" / "es").exists()
    release([TOPIC], to, ("es",), notebooks=notebooks, overwrite=True)
    assert not (to / "notebooks" / "en").exists()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.tex").write_text("years")
    with pytest.raises(ReleaseError, match="is no release"):
        release([TOPIC], mine, notebooks=notebooks, overwrite=True)
    assert (mine / "thesis.tex").read_text() == "years"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "notebooks", "out"], "nothing left behind"


@pytest.mark.parametrize("topics", [[], ["05_none"]])
def test_what_is_not_there_is_said(tmp_path: Path, topics: list[str], no_wheel: None) -> None:
    with pytest.raises(ReleaseError, match=r"name a topic|no such notebook"):
        release(topics, tmp_path / "out", notebooks=course(tmp_path / "notebooks"))


SOLUTION = "def first(n):\n    return n + 1  # the secret of first"


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            new_code_cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", id="loose"),
            "must be|within solution cells",
        ),
        (new_code_cell("### BEGIN SOLUTION\nx = 1", id="endless"), "endless: a solution needs both"),
        (new_code_cell("x = 1\n### END SOLUTION", id="beginless"), "beginless: a solution needs both"),
        (new_raw_cell("BEGIN MARK SCHEME", id="scheme"), "[Mm]ark(ing)? scheme|a marked solution"),
        (new_code_cell("from autograder import exams", id="cheat"), "an import of autograder"),
        (new_code_cell("open('autograder/exams/transformers.py')", id="path"), "a path into autograder"),
        (
            new_code_cell(SOLUTION.replace("def first", "def other"), id="example"),
            "example holds the solution",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value.id,
)
def test_a_release_that_would_leak_is_not_made(tmp_path: Path, cell, message: str, no_wheel: None) -> None:
    notebooks = course(tmp_path / "notebooks")
    path = notebooks / "en" / TOPIC / "small.ipynb"
    notebook = twins.read(path)
    notebook.cells.append(copy.deepcopy(cell))
    twins.write(notebook, path)
    with pytest.raises(ReleaseError, match=message):
        release([TOPIC], tmp_path / "out", notebooks=notebooks)
    assert not (tmp_path / "out").exists()


def test_a_copied_file_of_the_autograder_is_found(tmp_path: Path) -> None:
    (tmp_path / "renamed.py").write_bytes(Path(module.__file__).read_bytes())
    with zipfile.ZipFile(tmp_path / "x.whl", "w") as wheel:
        wheel.writestr("autograder/exams/transformers.toml", "x")
    found = "\n".join(leaks(tmp_path))
    assert "renamed.py: a file of autograder" in found and "x.whl/autograder/exams" in found
