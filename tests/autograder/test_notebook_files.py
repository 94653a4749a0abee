"""Notebooks of our own are written as nbformat would write them, and read back whole."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.notebook_files import from_bytes, to_bytes

ROOT = Path(__file__).parents[2]
EVERY = "".join(chr(code) for code in range(0x11000) if not 0xD800 <= code < 0xE000) + "\U0001f600\U0010ffff"
MASTERS = sorted(ROOT.glob("notebooks/*/*/*.ipynb"))


def as_nbformat(notebook: nbformat.NotebookNode) -> bytes:
    return (nbformat.writes(notebook, version=4) + "\n").encode()


@pytest.mark.parametrize("path", MASTERS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_notebook_of_the_course_is_written_byte_for_byte_as_by_nbformat(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert to_bytes(notebook) == as_nbformat(notebook)


def test_every_character_and_kind_of_output_is_written_as_by_nbformat() -> None:
    outputs = [
        new_output("stream", text=EVERY),
        new_output("display_data", {"text/plain": EVERY, "image/png": "aGFsbG8=\n"}),
        new_output("error", ename="E", evalue=EVERY, traceback=[EVERY, ""]),
    ]
    points = {"nbgrader": {"points": 4.0, "share": 0.1, "version": 3, "task": False, "why": None}}
    cells = [new_code_cell(EVERY, outputs=outputs, metadata=points), new_markdown_cell(""), new_code_cell(" \n")]
    notebook = new_notebook(cells=cells)
    assert to_bytes(notebook) == as_nbformat(notebook)


def test_what_was_written_is_read_back_without_its_outputs() -> None:
    notebook = new_notebook(cells=[new_code_cell(EVERY), new_markdown_cell("a\n\nb")])
    shown = nbformat.from_dict(notebook)
    shown.cells[0].outputs = [new_output("stream", text="shown")]
    assert from_bytes(to_bytes(shown)) == notebook
