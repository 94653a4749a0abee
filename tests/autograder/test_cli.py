"""Does each command do its thing, say what happened, and end with the code that scripts rely on?"""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder import topics
from autograder.bulk import Summary
from autograder.cli import main
from autograder.collect import Collected, Report
from autograder.release import Released
from autograder.times import When

TOPIC = "04_transformers"
ANSWERS = topics.load(TOPIC).path / "causal_mask"


def examine(*arguments: str) -> int:
    return main(["examine", f"{TOPIC}/causal_mask", *arguments])


def test_a_right_answer_ends_with_zero_and_a_tick_for_each_property(capsys: pytest.CaptureFixture[str]) -> None:
    answer = next(iter(sorted((ANSWERS / "right").glob("*.py"))))
    assert examine(str(answer)) == 0
    printed = capsys.readouterr().out
    assert "✓" in printed and "✗" not in printed


def test_json_holds_the_documented_keys(capsys: pytest.CaptureFixture[str]) -> None:
    answer = next(iter(sorted((ANSWERS / "wrong").glob("*.py"))))
    assert examine(str(answer), "--json") == 1
    result = json.loads(capsys.readouterr().out)
    wanted = {"exercise", "score", "max", "verdict", "properties", "tier", "device", "seconds"}
    assert wanted <= set(result) and result["exercise"] == "causal_mask"
    keys = {"name", "passed", "weight", "credit", "given", "hint", "hint_key"}
    assert all(set(found) == keys for found in result["properties"])


def test_spanish_is_spoken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = tmp_path / "a.py"
    answer.write_text("def causal_mask(n): return None")
    assert examine(str(answer), "--language", "es") == 1
    assert "pista" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["examine", "04_transformers/causal_masks", "a.py"], "it has: "),
        (["examine", "05_transformers/causal_mask", "a.py"], "04_transformers"),
        (["examine", "04_transformers/causal_mask", "not_there.py"], "not_there.py"),
        (["preview", "not_there.ipynb"], "not_there.ipynb"),
        (["grade", "no_topic"], "04_transformers"),
        (["report", "no_topic"], "04_transformers"),
        (["collect", "not_there.zip", TOPIC], "not_there.zip"),
    ],
)
def test_a_mistake_in_the_command_says_what_would_be_right(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


def test_an_unknown_device_is_refused_rather_than_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        examine("a.py", "--device", "tpu")
    assert ended.value.code == 2 and "cuda" in capsys.readouterr().err


@pytest.mark.skipif(Path("/dev/nvidiactl").exists(), reason="this machine has a GPU")
def test_a_gpu_that_is_not_there_is_refused_rather_than_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    answer = next(iter(sorted((ANSWERS / "right").glob("*.py"))))
    assert examine(str(answer), "--device", "cuda") == 2
    assert "no NVIDIA device" in capsys.readouterr().err


def test_a_second_release_is_refused_before_anything_slow_is_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "release.json").touch()
    for slow in ("autograder.course", "autograder.release"):
        monkeypatch.setitem(sys.modules, slow, None)
    assert main(["release", "--to", str(tmp_path)]) == 2
    assert "holds a release already: name another folder, or add --overwrite" in capsys.readouterr().err


def test_release_prints_where_each_file_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = Released(Path("out"), (Path("out/notebooks/en/a.ipynb"),), Path("out/wheels/a.whl"))
    monkeypatch.setattr("autograder.release.release", lambda *_, **__: made)
    assert main(["release", TOPIC, "--to", "out"]) == 0
    assert capsys.readouterr().out.splitlines() == ["out/notebooks/en/a.ipynb", "out/wheels/a.whl"]


def test_a_notebook_of_no_topic_names_the_topics(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook = tmp_path / "mine.ipynb"
    notebook.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    assert main(["preview", str(notebook)]) == 2
    assert TOPIC in capsys.readouterr().err


HOSTILE = "\\x1b[2J\\x1b[1;1H\\x1b]0;owned\\x07\\x1b[32mcausal_mask: 2 of 2 points\\x1b[0m\\x9b31m \\u202e"


@pytest.mark.parametrize(
    "source", [f'raise ValueError("{HOSTILE}")', f'def causal_mask(n): raise ValueError("{HOSTILE}")']
)
@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_examine_prints_nothing_that_moves_a_terminals_cursor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], source: str, arguments: tuple[str, ...]
) -> None:
    answer = tmp_path / "a.py"
    answer.write_text(source)
    assert examine(str(answer), *arguments) == 1
    said = capsys.readouterr()
    assert "2 of 2 points" in said.out and not set("\x1b\x07\x9b\u202e") & set(said.out + said.err)


def test_an_error_that_names_a_hostile_file_moves_no_terminals_cursor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preview", str(tmp_path / "a\x1b[2J\u202e.ipynb")]) == 2
    assert not set("\x1b\u202e") & set(capsys.readouterr().err)


def test_grade_prints_nothing_that_moves_a_terminals_cursor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "ana\x1b[2K\r\u202exe"
    summary = Summary(TOPIC, [], 0, 0, 0, refused=[evil], unwritten=[evil], notes=[evil])
    monkeypatch.setattr("autograder.bulk.grade_class", lambda *_, **__: summary)
    monkeypatch.setattr("autograder.course.Course.load", lambda: SimpleNamespace(submitted=tmp_path))
    assert main(["grade", TOPIC, "--dry-run"]) == 1
    said = capsys.readouterr()
    assert said.out.count("ana") == 3 and not set("\x1b\r\u202e") & set(said.out + said.err)


def test_a_dry_run_with_an_export_is_refused_before_anything_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("autograder.course.Course.load", lambda: SimpleNamespace(submitted=tmp_path))
    monkeypatch.setattr("autograder.class_commands._collected", lambda *_: pytest.fail("it was taken"))
    assert main(["grade", "export.zip", TOPIC, "--dry-run"]) == 2
    assert "writes nothing" in capsys.readouterr().err


def test_an_address_without_a_cluster_is_refused_before_anything_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("autograder.course.Course.load", lambda: SimpleNamespace(submitted=tmp_path))
    monkeypatch.setattr("autograder.class_commands._collected", lambda *_: pytest.fail("it was taken"))
    assert main(["grade", "export.zip", TOPIC, "--address", "somewhere:6379"]) == 2
    assert "--runner ray" in capsys.readouterr().err


def test_collect_prints_nothing_that_moves_a_terminals_cursor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "ana\x1b[2K\r\u202exe\nnote: all is well"
    report = Report(collected=[Collected(evil, evil, evil, When(), "new")], notes=[evil], problems=[evil])
    monkeypatch.setattr("autograder.collect.collect", lambda *_, **__: report)
    assert main(["collect", str(tmp_path), TOPIC]) == 1
    said = capsys.readouterr()
    assert not set("\x1b\r\u202e") & set(said.out + said.err)
    assert said.out.count("\n") == 3 and said.err.count("\n") == 1
