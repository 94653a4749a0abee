"""An IPython shell without a Jupyter kernel: cells in, nbformat outputs out.

A kernel costs 0.3 s and talks over sockets that the learner's code could forge; this shell is made once in the
template, inherited by every fork, and hands each output to one function, ``emit``.
"""

import ast
import builtins
import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from .wire import MAX_NAME, MAX_NAMES, MAX_TEXT, sayable

Emit = Callable[[dict[str, Any]], None]
KEPT_TYPES = ("text/plain", "image/png")


class Shell(InteractiveShell):
    """Runs the cells of one notebook in one namespace, as ipykernel's shell would, for what people would see."""

    def run(self, source: str) -> tuple[str | None, str]:
        """Run one cell; the class name and text of what it raised, or (None, "")."""
        told: list[tuple[str, str]] = []
        left: str | None = source
        while left is not None:
            try:
                result = self.run_cell(left, store_history=True, silent=False)
                error = result.error_before_exec or result.error_in_exec
                left = self._after_import(left, error) if isinstance(error, ImportError) else None
            except BaseException as broken:  # what a learner put in the place of sys.stdout may break IPython itself
                error, left = broken, None
            if error is not None:
                told.append((class_names(error)[0], safe_text(error)))
        flush()
        return (told[-1][0], "; ".join(text for _, text in told)[:MAX_TEXT]) if told else (None, "")

    def _after_import(self, source: str, error: ImportError) -> str | None:
        """What a cell holds besides the import that failed, on its old lines; None where none of its own failed."""
        source = self.transform_cell(source)
        line, trace = 0, error.__traceback__
        while trace is not None and not line:
            line = trace.tb_lineno if trace.tb_frame.f_globals is self.user_ns else 0
            trace = trace.tb_next
        body = ast.parse(source).body
        at = next((i for i, node in enumerate(body) if node.lineno <= line <= (node.end_lineno or 0)), len(body))
        if at == len(body) or not isinstance(body[at], ast.Import | ast.ImportFrom):
            return None
        rest = ast.unparse(ast.Module([*_others(body[at], error), *body[at + 1 :]], []))
        return "\n" * line + rest if rest else None

    def system(self, cmd: str) -> None:
        """``!command``: its output is the cell's output. IPython's own needs a pseudo-terminal, which a box has not."""
        done = subprocess.run(
            self.var_expand(cmd, depth=1), shell=True, stdout=-1, stderr=-2, text=True, errors="replace"
        )
        print(done.stdout, end="")
        self.user_ns["_exit_code"] = done.returncode

    def enable_gui(self, gui: str | None = None) -> None:
        """Inline figures need no event loop."""

    def ask_exit(self) -> None:
        """``exit`` in a notebook ends nothing here; the next cells still run."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        flush()
        _EMIT.emit(
            {
                "output_type": "error",
                "ename": getattr(etype, "__name__", "Error"),
                "evalue": safe_text(evalue),
                "traceback": list(stb),
            }
        )


class _Outlet:
    """Where outputs go; set once in each box, after the fork. Other processes that the learner forks stay silent."""

    def __init__(self) -> None:
        self._emit: Emit | None = None
        self._pid = 0
        self.streams: tuple[_Stream, ...] = ()

    def open(self, emit: Emit) -> None:
        self._emit, self._pid = emit, os.getpid()
        self.streams = (_Stream("stdout"), _Stream("stderr"))

    def emit(self, output: dict[str, Any]) -> None:
        if self._emit is not None and os.getpid() == self._pid:
            self._emit(_sayable(output))


_EMIT = _Outlet()


class _Publisher(DisplayPublisher):
    def publish(self, data: dict, metadata: dict | None = None, source: str | None = None, **kwargs: Any) -> None:
        flush()
        kind = "update_display_data" if kwargs.get("update") else "display_data"
        transient = kwargs.get("transient") or {}
        _EMIT.emit(
            {
                "output_type": kind,
                "data": _kept(data),
                "metadata": {},
                "display_id": str(transient.get("display_id", "")),
            }
        )

    def clear_output(self, wait: bool = False) -> None:
        flush()
        _EMIT.emit({"output_type": "clear_output"})


class _Hook(DisplayHook):
    def write_output_prompt(self) -> None:
        """nbformat carries the number itself."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        flush()
        _EMIT.emit(
            {
                "output_type": "execute_result",
                "data": _kept(format_dict),
                "metadata": {},
                "execution_count": self.prompt_count,
            }
        )

    def finish_displayhook(self) -> None:
        """Nothing is buffered here."""


class _Stream(io.TextIOBase):
    """stdout or stderr of the learner: small writes are joined into lines, so that a loop of prints is cheap."""

    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        self.name = name
        self._pending: list[str] = []
        self._size = 0

    def write(self, text: str) -> int:
        self._pending.append(str(text))
        self._size += len(text)
        if self._size > 8192:
            self.flush()
        return len(text)

    def flush(self) -> None:
        pending, self._pending, self._size = self._pending, [], 0
        whole = "".join(pending)
        for start in range(0, len(whole), 1 << 18):  # a 100 MB line must not be one message
            text = whole[start : start + (1 << 18)]
            _EMIT.emit({"output_type": "stream", "name": self.name, "text": text})

    def writable(self) -> bool:
        return True


def _others(node: ast.stmt, error: ImportError) -> list[ast.stmt]:
    """What one ``import a, b`` names besides the package that is not there."""
    lacking = str(error.name or "").partition(".")[0]
    names = (
        [alias for alias in node.names if alias.name.partition(".")[0] != lacking] if type(node) is ast.Import else []
    )
    return [ast.Import(names)] if names and len(names) < len(node.names) else []  # type: ignore[attr-defined]


def flush() -> None:
    """Emit what was printed so far, also when the learner has put something else in the place of ``sys.stdout``."""
    for stream in _EMIT.streams:
        _Stream.flush(stream)


def close_figures() -> None:
    """Forget the figures that nobody has shown."""
    with contextlib.suppress(Exception):  # pyplot is as open to the learner as to us
        sys.modules["matplotlib.pyplot"].close("all")


def safe_text(error: object) -> str:
    """``str(error)``, bounded, even when the object's own ``__str__`` raises."""
    try:
        return sayable(error, MAX_TEXT)
    except BaseException:
        return "(no text: its __str__ raises)"


def class_names(error: BaseException) -> list[str]:
    """The class of an exception and its bases, most derived first; a class may be made to hide them."""
    try:
        kinds = [kind for kind in type.mro(type(error)) if kind is not object]
        return [sayable(kind.__name__, MAX_NAME) for kind in kinds[:MAX_NAMES]]
    except BaseException:
        return ["BaseException"]


def _kept(data: dict[str, Any]) -> dict[str, str]:
    return {kind: str(data[kind]) for kind in KEPT_TYPES if kind in data}


def _sayable(value: Any) -> Any:
    """An output with nothing in it but what can be sent."""
    if isinstance(value, dict):
        return {sayable(key): _sayable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_sayable(item) for item in value]
    return value if value is None or type(value) is int else sayable(value)


def make() -> Shell:
    """The shell of a template, warmed: the first traceback and the first figure cost most, so they happen here."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = Shell.instance(config=config, display_pub_class=_Publisher, displayhook_class=_Hook)
    shell.enable_matplotlib("inline")
    shell.run("1/0")
    shell.run(
        "import matplotlib.pyplot, io\nmatplotlib.pyplot.plot([0, 1])\n"
        "matplotlib.pyplot.gcf().savefig(io.BytesIO(), format='png')\nmatplotlib.pyplot.close('all')"
    )
    shell.reset(new_session=True)
    return shell


def open_outlet(emit: Emit) -> None:
    """From here on outputs go to ``emit``, and the learner's stdout and stderr with them."""
    _EMIT.open(emit)
    sys.stdout, sys.stderr = _EMIT.streams
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[assignment, misc]
    builtins.input = _no_input


def _no_input(prompt: object = "") -> str:
    raise EOFError("input() has nobody to answer it while a notebook is being graded")
