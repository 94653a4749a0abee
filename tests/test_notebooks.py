"""The notebooks as learners get them: their structure, the twins, and a run from top to bottom."""

import ast
import io
import os
import re
import tokenize
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder import topics, twins

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "es")
EXERCISES = {
    "scaled_dot_product_attention": 6,
    "causal_mask": 2,
    "MultiHeadAttention": 6,
    "sinusoidal_positions": 2,
}
WALL_S, MEMORY_MB = 120, 2048


def notebook(language, topic="04_transformers", name="transformers"):
    return nbformat.read(ROOT / "notebooks" / language / topic / f"{name}.ipynb", as_version=4)


def is_demo(cell):
    return "demo" in cell.metadata.get("tags", [])


def code(cells):
    return [cell for cell in cells if cell.cell_type == "code"]


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def cells(language):
    return notebook(language).cells


# Structure


def test_notebooks_are_valid_and_committed_without_outputs(language):
    book = notebook(language)
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert all(not cell.outputs and cell.execution_count is None for cell in code(book.cells))


def test_twins_agree():
    assert [str(problem) for problem in twins.check(notebook("en"), notebook("es"))] == []


def test_spanish_prose_is_not_the_english_one():
    english = {cell.id: cell.source for cell in notebook("en").cells}
    prose = [cell for cell in notebook("es").cells if cell.cell_type == "markdown"]
    assert [cell.id for cell in prose if cell.source == english[cell.id]] == []


def test_every_exercise_has_statement_answer_check_and_hints_in_order(cells):
    ids = [cell.id for cell in cells]
    for exercise, points in EXERCISES.items():
        at = ids.index(f"answer_{exercise}")
        statement, answer, check, hints = cells[at - 1 : at + 3]
        assert statement.cell_type == hints.cell_type == "markdown"
        assert f"`{exercise}`" in statement.source
        assert "### BEGIN SOLUTION" in answer.source and "### END SOLUTION" in answer.source
        assert answer.metadata.nbgrader.solution and not answer.metadata.nbgrader.locked
        assert check.source == f'check("{exercise}", {exercise})'
        assert check.metadata.nbgrader.locked and check.metadata.nbgrader.points == points
        assert hints.source.count("<details>") == hints.source.count("</details>") == 3


def test_statements_count_the_hidden_properties(cells):
    exam = topics.load("transformers")
    statements = {cell.id: cell.source for cell in cells if cell.id.startswith("ex-")}
    for exercise in EXERCISES:
        statement = next(source for source in statements.values() if f"· `{exercise}`" in source)
        said = int(re.search(r"\*\*(?:What is examined|Qué se examina)\.\*\* (\d+)", statement).group(1))
        assert said == len(exam.exercises[exercise].properties)


def strings(source):
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type == tokenize.STRING]


def test_code_shows_no_sentences(cells):
    """Words that code shows come from catalogues, so that the code is the same in both languages."""
    sentence = re.compile(r"(?:\b[A-Za-z']+ ){6,}")
    to_translate = {"held-out", "limits"}  # what the model is given
    shown = [cell for cell in code(cells) if is_demo(cell) and cell.id not in to_translate]
    assert [cell.id for cell in shown if any(map(sentence.search, strings(cell.source)))] == []


def test_code_cells_are_short(cells):
    long = {cell.id: len(cell.source.splitlines()) for cell in code(cells) if is_demo(cell)}
    assert {id: lines for id, lines in long.items() if lines > 20} == {}


def test_what_an_answer_may_use_is_imported_outside_demo_cells(cells):
    """A name that only a demo cell imports would make the examiner run that cell too."""
    needed = "\n".join(cell.source for cell in code(cells) if not is_demo(cell) and "nbgrader" not in cell.metadata)
    names = {alias.asname or alias.name for node in ast.walk(ast.parse(needed)) for alias in getattr(node, "names", [])}
    assert {"torch", "nn", "F", "math", "Tensor", "check"} <= names


def test_nothing_is_installed_downloaded_or_found_by_an_absolute_path(cells):
    unwanted = re.compile(r"pip install|https?://|urlopen|requests\.|[\"'(]/\w+/")
    assert [cell.id for cell in code(cells) if unwanted.search(cell.source)] == []


# Running them


def run(book, cells, timeout_s=600):
    """Execute `cells` of `book` in a fresh kernel where no widget is shown; the same cells with their outputs."""
    book = nbformat.from_dict({**book, "cells": cells})
    NotebookClient(book, timeout=timeout_s, kernel_name="python3").execute(env={**os.environ, "COURSE_STATIC": "1"})
    return book.cells


def streams(cells, name):
    return [
        (cell.id, output.text)
        for cell in code(cells)
        for output in cell.outputs
        if output.output_type == "stream" and output.name == name
    ]


def probe(source):
    return nbformat.v4.new_code_cell(source, id="probe")


def test_answers_and_checks_need_no_demo_cell(language):
    book = notebook(language)
    ran = run(book, [cell for cell in book.cells if not is_demo(cell)])
    assert streams(ran, "stderr") == []
    assert len(streams(ran, "stdout")) == len(EXERCISES)  # every check says that it passed


MEASURED = """
import resource
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, time.process_time())
print(accuracy["gru"][-1], min(accuracy["attention"]), toy.exact_match(model, data, data.held_out))
print(from_adjective.max().item(), from_it.max().item())
print(*(looks("adjective", pairs)[best].item() for pairs in (feminine, masculine)))
tired = maps.encoder[best[0], 0, best[1], read.index("tired")]
print(tired[read.index("cow")].item(), tired.max().item())
"""


@pytest.mark.slow
def test_top_to_bottom(language):
    """No warning, figures with descriptions, within the budget, and every number that the prose relies on."""
    book = notebook(language)
    ran = run(book, [*book.cells, probe(MEASURED)])
    assert streams(ran, "stderr") == []
    pictures = [output for cell in code(ran) for output in cell.outputs if "image/png" in output.get("data", {})]
    assert len(pictures) >= 20
    assert all(picture.metadata["image/png"]["alt"] for picture in pictures)
    printed = "".join(text for id, text in streams(ran, "stdout") if id == "probe")
    (memory_mb, cpu_s), (gru, attention, translated), (adjective, it), (feminine, masculine), (cow, most) = (
        map(float, line.split()) for line in printed.splitlines()
    )
    assert memory_mb < MEMORY_MB and cpu_s < WALL_S
    assert gru < 0.35 and attention > 0.99 and translated > 0.95
    assert adjective > 0.2 and adjective > it + 0.1
    assert feminine > masculine + 0.1
    assert cow == most > 0.5  # what the viewer opens on
