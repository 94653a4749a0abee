"""A small master and ways to damage it, for the tests of staging, notebook, release and twins."""

import json

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.twins import accept

ANSWER = '''def {name}(n):
    """Return n + 1."""
    ### BEGIN SOLUTION
    return n + 1  # the secret of {name}
    ### END SOLUTION'''


def grading(grade_id: str, **values: object) -> dict:
    base = {"grade_id": grade_id, "grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {**base, "schema_version": 3, **values}}


def answer(name: str) -> NotebookNode:
    metadata = grading(f"answer_{name}", solution=True)
    return new_code_cell(ANSWER.format(name=name), id=f"answer_{name}", metadata=metadata)


def check(name: str, points: int = 2) -> NotebookNode:
    metadata = grading(f"check_{name}", grade=True, locked=True, points=points)
    source = f'course_lib.checks.check("{name}", {name})'
    return new_code_cell(source, id=f"check_{name}", metadata=metadata)


def master(language: str = "en") -> NotebookNode:
    prose = {"en": "# One more", "es": "# Uno más: ¿qué será?"}[language]
    cells = [
        new_markdown_cell(prose, id="title"),
        new_code_cell(f'import course_lib\n\ncourse_lib.start("{language}")', id="start"),
        new_code_cell("helper = 3", id="demo_helper", metadata={"tags": ["demo"]}),
        answer("first"),
        check("first"),
        answer("second"),
        check("second", points=3),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    return accept(master("en"), notebook) if language == "es" else notebook


def cell_of(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def ids(notebook: NotebookNode) -> list[str]:
    return [cell.id for cell in notebook.cells]


def to_bytes(notebook: NotebookNode) -> bytes:
    return json.dumps(notebook, ensure_ascii=False).encode()
