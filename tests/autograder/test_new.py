"""Can an author begin an exercise, fill it in as CONTRIBUTING says, release it, and take it away again?"""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import cli
from autograder.versions import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("# Your first exercise in half an hour")[2]
STEP = re.compile(r"```(\w+)(?: (\S+))?\n(.*?)```", re.DOTALL)
NAME = "type_token_ratio"


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
    return to


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``autograder …`` or ``python …`` of the copy."""
    command = [sys.executable, "-P", "-m", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=250)


def state(copy: Path) -> dict[str, bytes]:
    folders = ("course_lib/exercises", "autograder/exams/embeddings", "notebooks/en/02_embeddings")
    paths = [path for folder in folders for path in (copy / folder).rglob("*")]
    return {str(path): path.read_bytes() for path in paths if path.is_file() and path.suffix != ".pyc"}


def test_does_a_first_exercise_follow_the_page_step_by_step(copy: Path) -> None:
    before = state(copy)
    for language, file, text in STEP.findall(PAGE):
        if language == "sh":
            for line in text.splitlines():
                done = run(copy, *shlex.split(line))
                assert done.returncode == 0, (line, done.stdout, done.stderr)
        else:
            assert (copy / file).parent.is_dir(), file
            (copy / file).write_text(text, "utf-8")
    for language in ("en", "es"):
        released = json.loads(
            (copy / f"release/notebooks/{language}/02_embeddings/embeddings.ipynb").read_text("utf-8")
        )
        ids = [cell["id"] for cell in released["cells"]]
        assert {f"answer_{NAME}", f"check_{NAME}"} <= set(ids)
    answer = copy / f"autograder/exams/embeddings/{NAME}/wrong/named.py"
    examined = run(copy, "autograder", "examine", f"02_embeddings/{NAME}", str(answer), "--language", "es")
    assert "Esto es cuántas palabras distintas hay." in examined.stdout
    checked = "from course_lib.checks import check; check('type_token_ratio', lambda t: len(set(t)) / max(1, len(t)))"
    (copy / "try_it.py").write_text(checked, "utf-8")
    assert "all 4 visible checks pass" in run(copy, "try_it").stdout
    (copy / "try_it.py").unlink()
    assert run(copy, "autograder", "new", f"02_embeddings/{NAME}", "--undo").returncode == 0
    assert state(copy) == before


SLOW_KINDS = [pytest.param(kind, marks=pytest.mark.slow) for kind in ("number", "value", "module")]


@pytest.mark.parametrize("kind", ["tensors", *SLOW_KINDS])
def test_does_what_the_generator_writes_work_at_once(copy: Path, kind: str) -> None:
    assert run(copy, "autograder", "new", "03_rnns/quite_new", "--returns", kind).returncode == 0
    try:
        judged = run(copy, "autograder", "judge", "03_rnns/quite_new")
        assert judged.returncode == 0 and "6 of 6" in judged.stdout, judged.stdout + judged.stderr
        for command in ("check", "format --check"):
            paths = ["course_lib/exercises/quite_new.py", "autograder/exams/rnns/quite_new/exam.py"]
            linted = run(copy, "ruff", *command.split(), *paths)
            assert linted.returncode == 0, linted.stdout
        twins = run(copy, "autograder", "twins", "--check")
        assert "rnns" not in twins.stdout
    finally:
        assert run(copy, "autograder", "new", "03_rnns/quite_new", "--undo").returncode == 0


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
def test_is_a_name_that_will_not_do_refused_in_a_line(name: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", name]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert said in line
