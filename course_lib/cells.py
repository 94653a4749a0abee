"""What ran in this notebook, and what did not: a check must know which version of an answer it judges."""

import ast
import linecache
import os
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from course_lib.asking.direct import failing_line

STATIC_VARIABLES = ("NBGRADER_EXECUTION", "COURSE_STATIC")  # set while grading, validating and building the book
REMEMBERED = 1000  # cells


@dataclass(frozen=True)
class Ran:
    """One cell that ran: its number in brackets, its source, the id of its cell, the type of what it raised, and where.

    In words alone: an error would keep all that its frames hold.
    """

    number: int
    source: str
    cell_id: str
    error: str = ""
    line: str = ""


_ran: deque[Ran] = deque(maxlen=REMEMBERED)


def is_live() -> bool:
    """Whether somebody may be there: not while grading, nor while the book is built."""
    return not any(os.environ.get(name) for name in STATIC_VARIABLES)


def shell() -> Any:
    """IPython's shell where code runs in a kernel or a terminal of it; else None."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def somebody_works() -> bool:
    """Whether this is a notebook, or a terminal of IPython, that somebody works in."""
    return is_live() and shell() is not None


def watch() -> None:
    """From now on, remember what runs. A second call changes nothing."""
    here = shell()
    if here is not None and _remember not in here.events.callbacks["post_run_cell"]:
        here.events.register("post_run_cell", _remember)


def _remember(result: Any) -> None:
    info = result.info
    if not getattr(info, "silent", False) and str(info.raw_cell).strip():
        error = result.error_before_exec or result.error_in_exec
        told = (type(error).__name__, line_of(error)) if error is not None else ()
        cell_id = str(getattr(info, "cell_id", "") or "")
        _ran.append(Ran(result.execution_count or 0, str(info.raw_cell), cell_id, *told))


def failed_change(name: str, answer: Any) -> Ran | None:
    """The last cell that was to define ``name``, if it failed and ``answer`` is of an earlier one."""
    defining = re.compile(rf"^[ \t]*(?:def|class)\s+{re.escape(name)}\b", re.MULTILINE)
    last = next((cell for cell in reversed(_ran) if _about(cell, name, defining)), None)
    if last is None or not last.error or _same(last.source, defined_in(answer)):
        return None
    return last


def version(answer: Any) -> int | None:
    """The number of the run that defined the answer; None where it is not known."""
    source = defined_in(answer)
    return next((cell.number for cell in reversed(_ran) if _same(cell.source, source)), None)


def defined_in(answer: Any) -> str:
    """The source of the cell that a function or a class was defined in; "" where that is not known."""
    parts = (answer, *vars(answer).values()) if hasattr(answer, "__dict__") else ()
    files = (part.__code__.co_filename for part in parts if hasattr(part, "__code__"))
    return next(("".join(lines) for file in files if (lines := linecache.getlines(file))), "")


def uses(source: str, names: set[str]) -> set[str]:
    """Those of ``names`` that a cell reads, as its own variables; nothing where it is no Python."""
    here = shell()
    try:
        tree = ast.parse(here.transform_cell(source) if here is not None else source)
    except SyntaxError:
        return set()
    return {node.id for node in _loads(tree)} & names


def line_of(error: BaseException) -> str:
    """The line of the learner's that it failed at, as ``4: return x``; "" where that is not known."""
    if isinstance(error, SyntaxError) and error.lineno:
        return f"{error.lineno}: {(error.text or '').strip()}"
    return failing_line(error)


def _loads(tree: ast.AST) -> Iterator[ast.Name]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))


def _about(cell: Ran, name: str, defining: re.Pattern[str]) -> bool:
    return cell.cell_id == f"answer_{name}" or defining.search(cell.source) is not None


def _same(one: str, other: str) -> bool:
    return bool(one.strip()) and one.strip() == other.strip()
