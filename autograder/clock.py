"""Time that a learner's code may take: computing first, the wall clock as a backstop, never the machine's delays."""

import contextlib
import select
import time
from dataclasses import dataclass, replace

from autograder.sandbox.errors import SandboxError
from autograder.sandbox.process import Box, Usage

POLL_S = 0.05
STARVED_FACTOR = 10  # how much longer a step may take on a machine that is busy with something else


class Late(Exception):  # noqa: N818
    """A budget is spent. ``starved``: not by the learner's code, which had no core to run on."""

    def __init__(self, detail: str, *, starved: bool) -> None:
        super().__init__(detail)
        self.detail, self.starved = detail, starved


class Budget:
    """CPU seconds for one thing, and ``wall_factor`` times as many by the clock.

    It runs while a box does: from ``begin`` to ``end``, and on from there in the next box.
    """

    def __init__(self, what: str, cpu_s: float, wall_factor: float) -> None:
        self._what, self._cpu_s, self._wall_s = what, cpu_s, cpu_s * wall_factor
        self._earlier = _Spent()
        self._start, self._began = Usage(0.0, 0.0, 0.0, 0), 0.0

    def __str__(self) -> str:
        return f"{self._cpu_s:g} s of computing, {self._wall_s:g} s by the clock"

    def begin(self, now: Usage) -> "Budget":
        """What the box uses from now on counts."""
        self._start, self._began = now, time.monotonic()
        return self

    def end(self, now: Usage) -> None:
        """The box is gone: what it took stays taken."""
        self._earlier = self._spent(now)

    @property
    def share(self) -> float:
        """How much of it the boxes so far took: 1 is all."""
        return max(self._earlier.cpu_s / self._cpu_s, self._earlier.awake_s / self._wall_s)

    @property
    def over(self) -> bool:
        """Whether the boxes so far took all of it."""
        return self.share >= 1

    def check(self, now: Usage) -> None:
        """Raises Late when it is spent."""
        spent = self._spent(now)
        if spent.cpu_s > self._cpu_s:
            raise Late(f"more than {self._cpu_s:g} s of computing for {self._what}", starved=False)
        # Waiting for a core is no fault of the learner's, so that time does not count; sleeping does.
        if spent.awake_s > self._wall_s:
            detail = f"{self._what} did not end in {spent.wall_s:.0f} s ({spent.cpu_s:.1f} s of computing)"
            raise Late(detail, starved=False)
        if spent.wall_s > STARVED_FACTOR * self._wall_s:
            detail = f"{self._what} had no core for {spent.waited_s:.0f} of {spent.wall_s:.0f} s"
            raise Late(detail, starved=True)

    def _spent(self, now: Usage) -> "_Spent":
        return _Spent(
            self._earlier.cpu_s + now.cpu_s - self._start.cpu_s,
            self._earlier.wall_s + time.monotonic() - self._began,
            self._earlier.waited_s + now.waited_s - self._start.waited_s,
        )


@dataclass(frozen=True)
class _Spent:
    """Seconds of computing, by the clock, and of these without a core."""

    cpu_s: float = 0.0
    wall_s: float = 0.0
    waited_s: float = 0.0

    @property
    def awake_s(self) -> float:
        return self.wall_s - self.waited_s


class Clock:
    """Watches one box. Looking costs a millisecond, so it looks at most every ``POLL_S``, also from step to step.

    ``usage``: what the box used when it was last looked at.
    """

    def __init__(self, box: Box) -> None:
        self._box = box
        self.usage, self._looked = box.usage(), time.monotonic()

    def last(self) -> Usage:
        """Of a box that is closed: all the computing that it did."""
        with contextlib.suppress(SandboxError, OSError):  # its supervisor is gone: what was last seen must do
            if ended := self._box.wait(0):
                return replace(self.usage, cpu_s=ended.cpu_s)
        return self.usage

    def wait(self, budgets: list[Budget]) -> None:
        """Until the box has said something to read; at once if it has. Raises Late when a budget is spent."""
        while True:
            if time.monotonic() - self._looked >= POLL_S:
                self.usage, self._looked = self._box.usage(), time.monotonic()
                for budget in budgets:
                    budget.check(self.usage)
            if select.select([self._box.channel], [], [], POLL_S)[0]:
                return
