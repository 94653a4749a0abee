"""How far a class is, at which rate, and how long it will take."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ClassProgress:
    """After each learner who was examined."""

    done: int
    total: int
    learner: str
    per_minute: float
    left_s: float


OnProgress = Callable[[ClassProgress], None]


class Reporter:
    """Counts learners. The rate is that of the examined ones: who is known already takes no time worth counting."""

    def __init__(self, total: int, tell: OnProgress | None) -> None:
        self._total, self._tell = total, tell
        self._began, self._done, self._examined = time.monotonic(), 0, 0

    def known(self) -> None:
        """One more who need not be examined."""
        self._done += 1

    def examined(self, learner: str) -> None:
        """One more who was examined: told."""
        self._done, self._examined = self._done + 1, self._examined + 1
        if self._tell is None:
            return
        elapsed_s = max(time.monotonic() - self._began, 1e-6)
        left_s = elapsed_s / self._examined * (self._total - self._done)
        self._tell(ClassProgress(self._done, self._total, learner, 60 * self._examined / elapsed_s, left_s))
