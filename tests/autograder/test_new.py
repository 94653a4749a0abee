"""Can an author begin an exercise, fill it in as CONTRIBUTING says, release it, and take it away again?"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import cli, twins
from autograder.versions import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("# Your first exercise in half an hour")[2]
STEP = re.compile(r"```(\w+)(?: (\S+))?\n(.*?)```", re.DOTALL)
NAME = "type_token_ratio"
FILES = f"course_lib/exercises/{NAME}.py autograder/exams/embeddings/{NAME}/exam.py"
ANSWER = f"""\
def {NAME}(tokens: list[str]) -> float:
    ### BEGIN SOLUTION
    return len(set(tokens)) / max(1, len(tokens))
    ### END SOLUTION"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's files, in which an exercise may come and go."""
    to = tmp_path_factory.mktemp("copy")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            (to / name).write_bytes((ROOT / name).read_bytes())
    if (ROOT / ".mypy_cache").is_dir():  # else mypy begins with all that torch holds
        shutil.copytree(ROOT / ".mypy_cache", to / ".mypy_cache")
    return to


def run(copy: Path, line: str) -> subprocess.CompletedProcess[str]:
    """A line of the page, ``python …`` or a module's ``autograder …``, with the copy's modules."""
    command = [sys.executable, "-P", *shlex.split(re.sub(r"^(?!python )", "-m ", line).removeprefix("python "))]
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=500)


def state(copy: Path) -> dict[str, bytes]:
    folders = ("course_lib/exercises", "autograder/exams/embeddings", "notebooks/en/02_embeddings")
    paths = [path for folder in folders for path in (copy / folder).rglob("*")]
    return {str(path): path.read_bytes() for path in paths if path.is_file() and path.suffix != ".pyc"}


def written(copy: Path, language: str) -> None:
    """What the page asks an author to write in one notebook: prose in both, code in the English one."""
    path = copy / "notebooks" / language / "02_embeddings/embeddings.ipynb"
    notebook = twins.read(path)
    cells = {cell.id: cell for cell in notebook.cells}
    for cell in (cells[f"ex-{NAME}"], cells[f"hints-{NAME}"]):
        cell.source = cell.source.replace("TODO: ", "").replace(" 4 ", " 5 ")
    if language == "en":
        cells[f"answer_{NAME}"].source = ANSWER
    twins.write(notebook, path)


def follow(copy: Path, line: str) -> str:
    """Do what a line of the page says, as far as it concerns this exercise; what it printed."""
    if line == "make lint types":
        for each in (f"ruff check {FILES}", f"ruff format --check {FILES}", f"mypy {FILES}"):
            follow(copy, each)
        return ""
    if line in ("autograder twins", "autograder twins --accept"):
        written(copy, "es" if line.endswith("--accept") else "en")
    done = run(copy, line)
    not_full_marks = line.startswith("autograder examine") or line == "autograder twins"
    assert done.returncode == int(not_full_marks), (line, done.stdout, done.stderr)
    return done.stdout


@pytest.mark.timeout(1200)
def test_a_first_exercise_follows_the_page_step_by_step(copy: Path) -> None:
    before = state(copy)
    printed: dict[str, str] = {}
    for language, file, text in STEP.findall(PAGE):
        if language != "sh":
            assert (copy / file).parent.is_dir(), file
            (copy / file).write_text(text, "utf-8")
            continue
        for line in text.splitlines():
            if "--undo" in line:
                assert "what you wrote would be lost" in run(copy, line.removesuffix(" --yes")).stderr
                assert state(copy) != before
            printed[line] = follow(copy, line)
    assert state(copy) == before

    def said(beginning: str) -> str:
        (found,) = (text for line, text in printed.items() if line.startswith(beginning))
        return found

    assert "3 of 3" in said("autograder judge") and "9 of 9" in said("autograder judge")
    assert "still ask" not in said("autograder judge")
    assert "all 4 visible checks pass" in said("python -c")
    assert "Esto es cuántas palabras distintas hay." in said("autograder examine")
    assert "a TODO is left" in printed["autograder twins"] and "agree" in said("autograder twins --accept")
    released = [copy / line for line in said("autograder release").splitlines()]
    assert all(path.is_file() for path in released)
    notebooks = [twins.read(path) for path in released if path.parent.name == "02_embeddings"]
    assert len(notebooks) == 2
    for notebook in notebooks:
        assert {f"answer_{NAME}", f"check_{NAME}"} <= {cell.id for cell in notebook.cells}


SLOW_KINDS = [pytest.param(kind, marks=pytest.mark.slow) for kind in ("number", "value", "module")]


@pytest.mark.parametrize("kind", ["tensors", *SLOW_KINDS])
def test_what_the_generator_writes_works_at_once(copy: Path, kind: str) -> None:
    assert run(copy, f"autograder new 03_rnns/quite_new --returns {kind}").returncode == 0
    try:
        judged = run(copy, "autograder judge 03_rnns/quite_new")
        assert judged.returncode == 0 and "6 of 6" in judged.stdout, judged.stdout + judged.stderr
        assert "what a TODO in quite_new.py asks for" in judged.stdout
        for command in ("check", "format --check"):
            paths = "course_lib/exercises/quite_new.py autograder/exams/rnns/quite_new/exam.py"
            linted = run(copy, f"ruff {command} {paths}")
            assert linted.returncode == 0, linted.stdout
        problems = run(copy, "autograder twins --check").stdout.splitlines()
        assert problems and all(re.search(r"quite_new: a TODO is left", problem) for problem in problems), problems
    finally:  # nothing was written in it: no --yes is asked for
        assert run(copy, "autograder new 03_rnns/quite_new --undo").returncode == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("03_rnns/elman_step", "there is an exercise 'elman_step' already"),
        ("01_language_modelling/elman_step", "there is an exercise 'elman_step' already"),
        ("99_none/quite_new", "there is no exam for '99_none'"),
        ("03_rnns/class", "'class' is no name"),
        ("03_rnns/two words", "'two words' is no name"),
        ("03_rnns/1st", "'1st' is no name"),
        ("quite_new", "is no TOPIC/NAME"),
    ],
)
def test_a_name_that_will_not_do_is_refused_in_a_line(name: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", name]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert said in line
