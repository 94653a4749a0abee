"""A learner's file: what is kept, when a hint is worth reading, and what happens where it cannot be read or written."""

import json
from pathlib import Path

import pytest

from course_lib import guide, language, tries
from course_lib.exercises import names


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(tries.VARIABLE, str(tmp_path / "progress.json"))
    monkeypatch.setattr(tries, "_told", set())
    return tmp_path / "progress.json"


def test_a_wrong_answer_counts_once_however_often_it_is_checked() -> None:
    for source in ("a", "a", "b", "b"):
        entry = tries.record("causal_mask", right=False, source=source)
    assert (entry.tries, entry.state) == (2, tries.TRIED)
    assert tries.record("causal_mask", right=True, source="c").tries == 2
    assert tries.load().passed("causal_mask") and not tries.load().passed("chrf")


def test_hints_open_by_wrong_answers() -> None:
    said = [tries.hint(tries.record("chrf", right=False, source=str(n))) for n in range(7)]
    assert [text[:7] for text in said] == ["", "Hint 1 ", "Hint 1 ", "Hint 2 ", "Hint 2 ", "Hint 3 ", "Hint 3 "]


@pytest.mark.parametrize("contents", ["", "{", "[]", '{"exercises": {"chrf": 1}}', '{"exercises": {"chrf": {}}}', "\0"])
def test_a_file_that_is_none_of_ours_is_put_aside_and_said(
    contents: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(contents)
    assert tries.load() == tries.Known()
    assert "begins anew" in capsys.readouterr().out
    assert [path.read_text() for path in file.parent.glob("*.unreadable.json")] == [contents]
    assert tries.record("chrf", right=True, source="").state == tries.PASSED


def test_where_nothing_can_be_written_it_is_said_once_and_nothing_else_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(tries.VARIABLE, str(tmp_path / "no_such_folder" / "progress.json"))
    for _ in range(2):
        assert tries.record("chrf", right=False, source="a").tries == 1
    assert capsys.readouterr().out.count("cannot be kept") == 1


def test_the_file_stands_in_the_release_that_the_notebook_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(tries.VARIABLE)
    inside = tmp_path / "notebooks" / "en"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert tries.path() == Path.home() / tries.AT_HOME
    (tmp_path / tries.RELEASE).touch()
    assert tries.path() == tmp_path / tries.NAME


def test_the_next_exercise_is_in_the_notebook_worked_in_last_and_old_names_do_no_harm(file: Path) -> None:
    assert guide.progress().next == "ngram_probability"
    tries.record("causal_mask", right=True, source="")
    assert guide.progress().next == "scaled_dot_product_attention"
    tries.record("scaled_dot_product_attention", right=True, source="")
    known = json.loads(file.read_text())
    known["exercises"]["an_exercise_of_last_year"] = known["exercises"]["causal_mask"]
    file.write_text(json.dumps(known))
    where = guide.progress()
    assert where.next == "MultiHeadAttention" and "4 ██░░" in repr(where)
    for name in names():
        tries.record(name, right=True, source="")
    assert guide.progress().next == "" and "Every exercise is right" in guide.progress()._repr_html_()


@pytest.mark.parametrize("chosen", ["en", "es"])
def test_where_you_are_is_told_with_names_in_one_language(chosen: str) -> None:
    language.set_language(chosen)
    tries.record("chrf", right=True, source="")
    page = guide.progress()._repr_html_()
    assert page.count("<progress") == 9 and page.count("aria-label") == 9
    assert {"en": "1 of 4", "es": "1 de 4"}[chosen] in page
    picture = guide.course_map()
    assert {"en": "9 Limitations, about 2 h, 1 of 4", "es": "9 Límites, unas 2 h, 1 de 4"}[chosen] in picture.alt
    assert {"en": "embedding", "es": "ventana"}[chosen] in guide.glossary()._repr_html_()


def test_the_installation_is_told_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    guide.installation()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5 and all(line.startswith("✓ ") for line in lines)
