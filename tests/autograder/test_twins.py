"""Twins: what differs between the languages is found, and copying code keeps the prose."""

import copy
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from small_notebooks import cell_of, ids, master

from autograder.twins import accept, check, hash_of, read, sync, write

EN, ES = master("en"), master("es")


def problems(en: NotebookNode, es: NotebookNode) -> list[str]:
    return [f"{each}" for each in check(en, es)]


def test_good_twins_have_no_problem_and_sync_changes_nothing() -> None:
    assert check(EN, ES) == []
    assert sync(EN, ES) == ES


def test_the_hash_is_the_contracts() -> None:
    assert hash_of("# One more") == "3d451cd2069abaef"
    assert cell_of(ES, "title").metadata.twin.hash == hash_of("# One more")


@pytest.mark.parametrize(
    ("side", "change", "message"),
    [
        ("es", lambda nb: nb.cells[2].update(source="helper = 4"), "demo_helper: the code differs"),
        ("es", lambda nb: nb.cells[1].update(source='course_lib.start("en")'), "does not call"),
        ("es", lambda nb: nb.cells[1].update(source=nb.cells[1].source + "\n"), "start: the code differs"),
        ("en", lambda nb: nb.cells[0].update(source="# Two more"), "title: the English text has changed"),
        ("es", lambda nb: nb.cells[0].metadata.pop("twin"), "title: the translation has no hash"),
        ("es", lambda nb: nb.cells[0].metadata.update(tags=["stale"]), "title: still tagged stale"),
        ("es", lambda nb: nb.cells[2].metadata.clear(), "demo_helper: the tags differ"),
        ("es", lambda nb: nb.cells[4].metadata.nbgrader.update(points=9), "the grading metadata differs"),
        ("es", lambda nb: nb.cells.pop(), "check_second: only in English"),
        ("en", lambda nb: nb.cells.pop(), "check_second: only in Spanish"),
        ("es", lambda nb: nb.cells.reverse(), "different orders"),
        ("en", lambda nb: nb.cells[2].update(execution_count=1), "committed with outputs"),
        ("es", lambda nb: nb.cells[0].update(source="TODO: un título"), "title: a TODO is left"),
        ("en", lambda nb: nb.cells[2].update(id="start"), "two cells have this id"),
        ("en", lambda nb: nb.cells[3].metadata.nbgrader.update(locked=True), "only checks are locked"),
        ("en", lambda nb: nb.cells[3].metadata.nbgrader.update(grade_id="x"), "its grade_id differ"),
        ("es", lambda nb: nb.metadata.update(kernelspec={}), "metadata differ"),
    ],
)
def test_every_difference_is_found(side: str, change, message: str) -> None:
    twins = {"en": copy.deepcopy(EN), "es": copy.deepcopy(ES)}
    change(twins[side])
    found = problems(twins["en"], twins["es"])
    assert any(message in each for each in found), found


def test_sync_copies_code_and_keeps_prose() -> None:
    en = copy.deepcopy(EN)
    cell_of(en, "demo_helper").source = "helper = 5"
    en.cells.insert(3, new_code_cell("more = helper", id="demo_more", metadata={"tags": ["demo"]}))
    synced = sync(en, ES)
    assert check(en, synced) == []
    assert ids(synced) == ids(en)
    assert cell_of(synced, "title").source == cell_of(ES, "title").source
    assert 'course_lib.start("es")' in cell_of(synced, "start").source


def test_sync_marks_stale_and_new_prose_until_it_is_accepted() -> None:
    en = copy.deepcopy(EN)
    cell_of(en, "title").source = "# Two more"
    en.cells.append(new_markdown_cell("New.", id="new"))
    synced = sync(en, ES)
    assert cell_of(synced, "title").source == cell_of(ES, "title").source
    assert cell_of(synced, "new").source == "New."
    assert [cell.id for cell in synced.cells if "stale" in cell.metadata.get("tags", [])] == ["title", "new"]
    assert len(check(en, synced)) == 2
    assert sync(en, synced) == synced
    assert [each.cell_id for each in check(en, accept(en, synced, ["title"]))] == ["new"]
    assert check(en, accept(en, synced)) == []
    with pytest.raises(KeyError, match="start"):
        accept(en, synced, ["start"])


def test_writing_is_deterministic(tmp_path: Path) -> None:
    write(ES, tmp_path / "a.ipynb")
    write(read(tmp_path / "a.ipynb"), tmp_path / "b.ipynb")
    text = (tmp_path / "a.ipynb").read_text(encoding="utf-8")
    assert text == (tmp_path / "b.ipynb").read_text(encoding="utf-8")
    assert "¿qué será?" in text and text.endswith("}\n") and text.startswith('{\n "cells"')
