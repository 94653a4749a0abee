"""Cells run in a real kernel, as a notebook does."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient

from course_lib import tries


class Cells:
    """A notebook that grows: each call of it runs one cell more."""

    def __init__(self, client: NotebookClient) -> None:
        self._client = client

    def __call__(self, source: str) -> str:
        """What the cell showed, tracebacks too."""
        cell = nbformat.v4.new_code_cell(source)
        self._client.nb.cells.append(cell)
        self._client.execute_cell(cell, len(self._client.nb.cells) - 1)
        return "".join(shown(output) for output in cell.outputs)


def shown(output: nbformat.NotebookNode) -> str:
    """One output as text."""
    if output.output_type == "error":
        return "\n".join(output.traceback)
    return output.text if output.output_type == "stream" else output.data.get("text/plain", "")


@contextmanager
def kernel(language: str = "en", **environment: str) -> Iterator[Cells]:
    """A kernel in which the course has begun; what its checks say is kept in a folder of its own."""
    notebook = nbformat.v4.new_notebook()
    client = NotebookClient(notebook, timeout=240, allow_errors=True, kernel_name="python3")
    with TemporaryDirectory() as folder:
        kept = {tries.VARIABLE: str(Path(folder) / tries.NAME)}
        with client.setup_kernel(env={**os.environ, **kept, **environment}):
            cells = Cells(client)
            cells(
                f"import course_lib; course_lib.start({language!r})\nimport torch\nfrom course_lib.checks import check"
            )
            yield cells
