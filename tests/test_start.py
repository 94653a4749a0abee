"""The start page and the command that opens it: twins, a first exercise, a sentence where something is missing."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import twins
from course_lib.exercises import CheckFailed, check

ROOT = Path(__file__).parents[1]
ENGLISH, SPANISH = (twins.read(ROOT / "notebooks" / name) for name in ("START.ipynb", "EMPIEZA.ipynb"))


def test_the_two_start_pages_are_twins() -> None:
    assert twins.check(ENGLISH, SPANISH) == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda n: n, "how many words"),
        (lambda n: 1 // n, "//"),
        (lambda n: 100 / n, "per cent"),
        (lambda n: 0.5, "0.5"),
    ],
)
def test_the_first_exercise_names_its_mistakes(answer, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CheckFailed, match=said):
        check("uniform", answer)
    check("uniform", lambda n: 1 / n)
    assert capsys.readouterr().out.strip() == "✓ Exercise 0.1 · all 2 visible checks pass."


def command() -> dict:
    return runpy.run_path(str(ROOT / "lab.py"), run_name="lab")


def test_an_old_python_is_told_in_the_language_of_the_computer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lab = command()
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    lab["main"].__globals__["OLDEST"] = (99, 0)
    assert lab["main"]([]) == 1
    assert "el curso necesita 99.0 o posterior" in capsys.readouterr().err


def test_every_sentence_of_the_command_is_in_both_languages() -> None:
    assert all(
        english != spanish and len(pair) == 2 for pair in command()["SAYS"].values() for english, spanish in [pair]
    )


def test_a_machine_without_nvidia_is_told_of_the_gigabytes_before_they_come(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lab = command()
    ran: list[list[str]] = []

    def run(arguments: list[str], **_: object) -> subprocess.CompletedProcess:
        ran.append([str(each) for each in arguments])
        assert "gigabytes" in capsys.readouterr().err or len(ran) < 3
        return subprocess.CompletedProcess(arguments, 1 if "--torch-backend=auto" in ran[-1] else 0)

    scope = lab["by_pip"].__globals__
    monkeypatch.setitem(scope, "has_nvidia", lambda: False)
    monkeypatch.setattr(scope["subprocess"], "run", run)
    monkeypatch.setattr(scope["shutil"], "which", lambda name, path=None: name if name == "uv" else None)
    monkeypatch.setattr(scope["platform"], "machine", lambda: "x86_64")
    python = Path(sys.executable)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert not lab["by_uv"](python) and "--torch-backend=auto" in ran[0]
    ran += [[], []]
    assert lab["by_pip"](python) and ran[-1][1:4] == ["-m", "pip", "install"]


def test_a_folder_in_which_no_environment_can_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "lab.py").write_text((ROOT / "lab.py").read_text("utf-8"), "utf-8")
    (tmp_path / ".venv").write_text("a file in its place")
    base = Path(sys.base_prefix) / "bin" / Path(sys.executable).name
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [str(base) if base.exists() else sys.executable, "-S", str(tmp_path / "lab.py")],
        capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and "cannot make an environment here" in done.stderr
