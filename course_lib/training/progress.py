"""How a training run is doing: a line rewritten in place in a terminal, written once in a pipe, and above
a curve of losses in a notebook."""

import sys
import time
from collections.abc import Sequence
from html import escape
from types import TracebackType
from typing import Any

from course_lib.language import text
from course_lib.training.curve import curve

REFRESH_S = 0.25
BAR_CELLS = 24


class Progress:
    """A context manager; call `update` at every step. Writes nothing but plain text, and nothing to stderr."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.step = 0
        self.losses: list[float] = []
        self._started = self._shown = time.monotonic()
        self._display = _notebook_display()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._show(self.line(), last=True)

    def resume(self, losses: Sequence[float]) -> None:
        """So many steps are done already."""
        self.step, self.losses = len(losses), [*losses]

    def update(self, step: int, loss: float) -> None:
        """`step` steps are done and the last one's loss is `loss`."""
        self.step = step
        self.losses.append(loss)
        now = time.monotonic()
        if now - self._shown >= REFRESH_S:
            self._shown = now
            self._show(self.line(), last=False)

    @property
    def loss(self) -> float:
        return self.losses[-1] if self.losses else float("nan")

    def line(self) -> str:
        done = self.step / self.steps
        seconds = time.monotonic() - self._started
        bar = "█" * int(done * BAR_CELLS) + "·" * (BAR_CELLS - int(done * BAR_CELLS))
        numbers = {"step": self.step, "steps": self.steps, "loss": self.loss, "seconds": seconds}
        if self.step < self.steps:
            return f"{bar} " + text("step {step} of {steps} · loss {loss:.3f} · {seconds:.0f} s", **numbers)
        return f"{bar} " + text("{steps} steps in {seconds:.0f} s · loss {loss:.3f}", **numbers)

    def picture(self) -> str:
        """What stands under the line in a notebook, as HTML."""
        return curve(self.losses, self.steps)

    def _show(self, line: str, *, last: bool) -> None:
        if self._display is not None:
            page = f"<pre style='margin: 0'>{escape(line)}</pre>{self.picture()}"
            self._display.update({"text/plain": line, "text/html": page}, raw=True)
        elif sys.stdout.isatty():
            sys.stdout.write("\r" + line + ("\n" if last else ""))
            sys.stdout.flush()
        elif last:
            sys.stdout.write(line + "\n")


def _notebook_display() -> Any | None:
    """A display that can be rewritten, if this runs under a notebook's kernel."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or not hasattr(shell, "kernel"):
        return None
    from IPython.display import display

    return display({"text/plain": ""}, raw=True, display_id=True)
