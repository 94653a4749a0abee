"""Does the key of a grade cover all that decides it, and nothing else?"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import topics, versions
from autograder.versions import ROOT, files_of, topic_version

# Imports the worker and a topic's exams in a fresh process, examines a right answer, and says what was loaded.
FRESH = """
import json, sys
from pathlib import Path
from autograder import topics, worker
from autograder.examiner import examine_file
topic = topics.load(sys.argv[1])
for name in topic.exercises:
    topic.exam(name)
before = set(sys.modules)
exercise = next(iter(topic.exercises))
answer = next(iter(sorted((topic.path / exercise / "right").glob("*.py"))))
result = examine_file(answer, topic, exercise)
assert result.score == result.max, result
files = [getattr(sys.modules[name], "__file__", None) for name in before]
late = sorted(name for name in set(sys.modules) - before if name.split(".")[0] in ("autograder", "course_lib"))
print(json.dumps({"files": sorted({file for file in files if file}), "late": late}))
"""
ON_THE_WAY = {ROOT / "autograder" / "runners" / "__init__.py"}


LATER = [pytest.param(name, marks=pytest.mark.slow) for name in topics.names()[2:]]


@pytest.mark.parametrize("name", [*topics.names()[:2], *LATER])
def test_what_is_hashed_is_what_a_fresh_process_imports(name: str) -> None:
    command = [sys.executable, "-c", FRESH, name]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True, timeout=200)
    said = json.loads(done.stdout.splitlines()[-1])
    ours = {Path(file) for file in said["files"]}
    ours = {path for path in ours if path.is_relative_to(ROOT) and ".venv" not in path.parts}
    topic = topics.load(name)
    hashed = {path for path in files_of(topic.path, list(topic.exercises)) if path.suffix == ".py"}
    inside = {path for path in hashed if {"box", "sandbox"} & set(path.relative_to(ROOT).parts)}
    assert ours - hashed == set(), "these decide, and are not hashed"
    assert hashed - ours - inside == set(), "these are hashed, and decide nothing"
    assert said["late"] == [], "imported only while an answer is examined"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the repository's code, in which a change is harmless."""
    for part in ("autograder", "course_lib"):
        for path in (ROOT / part).rglob("*"):
            if path.suffix in (".py", ".toml") and not {"right", "wrong", "forbidden"} & set(path.parts):
                to = tmp_path / path.relative_to(ROOT)
                to.parent.mkdir(parents=True, exist_ok=True)
                to.write_bytes(path.read_bytes())
    monkeypatch.setattr(versions, "ROOT", tmp_path)
    return tmp_path


def version(root: Path) -> str:
    topic = topics.load("03_rnns")
    return topic_version(root / topic.path.relative_to(Path(topics.__file__).parents[1]), list(topic.exercises))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("course_lib/asking/results.py", "return 64 * depth", "return 640 * depth"),
        ("course_lib/asking/texts.toml", "[mistakes.none]", "# said better\n[mistakes.none]"),
        ("course_lib/exercises/lstm_step.py", '"ifgo"', '"ifog"'),
        ("course_lib/exercises/lstm_step.toml", "[mistakes.", "# said better\n[mistakes."),
        ("autograder/exams/rnns/elman_step/exam.py", "step(3, 4, 5)", "step(3, 4, 6)"),
        ("autograder/exams/rnns/elman_step/exam.toml", "weight = 4", "weight = 5"),
        ("autograder/box/wire.py", "MAX_DEPTH: Final = 24", "MAX_DEPTH: Final = 25"),
        ("autograder/examiner.py", "ENDS_THE_EXAM = (", "ENDS_THE_EXAM = (Verdict.RAISED, "),
    ],
)
def test_a_change_of_what_decides_changes_the_version(copy: Path, file: str, old: str, new: str) -> None:
    before = version(copy)
    text = (copy / file).read_text("utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new), "utf-8")
    assert version(copy) != before


@pytest.mark.parametrize(
    "file", ["course_lib/lora.py", "course_lib/rnn.py", "course_lib/exercises/chrf.py", "autograder/report.py"]
)
def test_a_change_of_what_decides_nothing_leaves_it(copy: Path, file: str) -> None:
    before = version(copy)
    (copy / file).write_text((copy / file).read_text("utf-8") + "\nx = 1\n", "utf-8")
    assert version(copy) == before


def test_a_comment_or_a_docstring_leaves_it(copy: Path) -> None:
    before = version(copy)
    path = copy / "course_lib/asking/ask.py"
    path.write_text(
        "# A remark.\n" + path.read_text("utf-8").replace('"""The answer for these', '"""An answer for these'), "utf-8"
    )
    assert version(copy) == before
