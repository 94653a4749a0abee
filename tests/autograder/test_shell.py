"""Do cells in a box show what a real Jupyter kernel would show?"""

import re
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.session import Session

CELLS = {
    "a value": "1 + 1",
    "nothing after a semicolon": "1 + 1;",
    "text on both streams": "import sys\nprint('out')\nprint('err', file=sys.stderr)",
    "a long line": "print('x' * 5000)",
    "an error": "def f():\n    raise ValueError('¡no!')\nf()",
    "a syntax error": "def f(:\n    pass",
    "an unknown name": "nobody",
    "top-level await": "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "a figure": "import matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1))\nplt.plot([0, 1])\nplt.show()",
    "a figure that closes itself": "fig, ax = plt.subplots(figsize=(1, 1))",
    "two displays": "from IPython.display import display\ndisplay('a')\ndisplay({'b': 1})",
    "display and value": "display(1)\n2",
    "an updated display": "handle = display('before', display_id=True)\nhandle.update('after')",
    "cleared output": "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
    "a magic": "%matplotlib inline\n%who_ls str",
    "a cell magic": "%%capture captured\nprint('hidden')",
    "what it captured": "captured.stdout",
    "a shell command": "!echo hello",
    "the last value": "_",
    "an exit": "raise SystemExit(3)",
    "an assertion": "assert 1 == 2, 'unequal'",
    "a widget": "import ipywidgets\nipywidgets.IntSlider(description='n')",
    "torch": "import torch\ntorch.arange(3)",
}


def simplified(output: dict[str, Any]) -> tuple:
    """What a person would see of an output, less the names that each gives to files of its own."""
    match output:
        case {"output_type": "stream"}:
            text = output["text"].replace("\r\n", "\n")  # a kernel runs commands on a terminal
            return ("stream", output["name"], re.sub(r"^/\S+:\d+: ", "", text))
        case {"output_type": "error"}:
            return ("error", output["ename"], re.sub(r" \(.*, line (\d+)\)$", r" (line \1)", output["evalue"]))
        case {"output_type": kind, "data": data}:
            text = data.get("text/plain", "")
            return (kind, "image/png" in data, "" if "image/png" in data or "Slider" in text else text)
    raise AssertionError(output)


@pytest.fixture(scope="module")
def in_a_kernel() -> dict[str, list[tuple]]:
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", allow_errors=True, timeout=60).execute()
    return {
        name: [simplified(output) for output in cell.outputs] for name, cell in zip(CELLS, notebook.cells, strict=True)
    }


@pytest.mark.filterwarnings("ignore")  # a kernel warns of its own transport and of its event loop
def test_every_cell_shows_the_same_as_in_a_kernel(
    in_a_kernel: dict[str, list[tuple]], open_session: Callable[..., Session]
) -> None:
    session = open_session()
    ours = {name: [simplified(output) for output in session.run_cell(source).outputs] for name, source in CELLS.items()}
    assert ours == in_a_kernel
