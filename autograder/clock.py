"""Time that a learner's code may take: computing first, the wall clock as a backstop, never the machine's delays."""

import select
import time

from autograder.sandbox.process import Box, Usage

POLL_S = 0.05
STARVED_FACTOR = 10  # how much longer a step may take on a machine that is busy with something else


class Late(Exception):  # noqa: N818
    """A budget is spent. ``starved``: not by the learner's code, which had no core to run on."""

    def __init__(self, detail: str, *, starved: bool) -> None:
        super().__init__(detail)
        self.detail, self.starved = detail, starved


class Budget:
    """CPU seconds for one thing, counted from now; ``wall_factor`` times as many seconds by the clock."""

    def __init__(self, what: str, cpu_s: float, wall_factor: float, now: Usage) -> None:
        self._what, self._cpu_s, self._wall_s = what, cpu_s, cpu_s * wall_factor
        self._start, self._began = now, time.monotonic()

    def check(self, now: Usage) -> None:
        """Raises Late when it is spent."""
        used_s = now.cpu_s - self._start.cpu_s
        if used_s > self._cpu_s:
            raise Late(f"more than {self._cpu_s:g} s of computing for {self._what}", starved=False)
        # Waiting for a core is no fault of the learner's, so that time does not count; sleeping does.
        wall_s = time.monotonic() - self._began
        waited_s = now.waited_s - self._start.waited_s
        if wall_s - waited_s > self._wall_s:
            raise Late(f"{self._what} did not end in {wall_s:.0f} s ({used_s:.1f} s of computing)", starved=False)
        if wall_s > STARVED_FACTOR * self._wall_s:
            raise Late(f"{self._what} had no core for {waited_s:.0f} of {wall_s:.0f} s", starved=True)


class Clock:
    """Watches one box. Looking costs a millisecond, so it looks at most every ``POLL_S``, also from step to step."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._usage, self._looked = box.usage(), time.monotonic()

    def budget(self, what: str, cpu_s: float, wall_factor: float) -> Budget:
        """A budget that begins now."""
        return Budget(what, cpu_s, wall_factor, self._usage)

    def wait(self, budgets: list[Budget]) -> None:
        """Until the box has said something to read; at once if it has. Raises Late when a budget is spent."""
        while True:
            if time.monotonic() - self._looked >= POLL_S:
                self._usage, self._looked = self._box.usage(), time.monotonic()
                for budget in budgets:
                    budget.check(self._usage)
            if select.select([self._box.channel], [], [], POLL_S)[0]:
                return
