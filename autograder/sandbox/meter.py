"""What a box uses, and when that is too much. Each figure is of all its processes, orphans and zombies too.

``cpu_s`` counts user and system seconds of every process that ever ran in the box. With a control group the kernel
adds them up. Without one they are those of all living and zombie processes and of the children that these waited for;
nothing escapes, since ``box/seccomp.py`` keeps anybody in the box from having its children reaped unseen (SIGCHLD
ignored). What the kernel's own threads do for a box, such as writing to a disk, is not counted.

``memory_mb`` counts, with a control group, all that the kernel charges to it. Without one: proportional set sizes,
page tables, and for each socket and pipe held open as much as it could hold. Escaping it: files of the work folder
(``disk_mb`` at most in the full tier), sockets on their way through another socket (``open_files`` at most), and the
kernel's own records, at worst 20 MB for each process. ``box/seccomp.py`` refuses all memory that belongs to no process.

``waited_s`` counts the time by the clock in which a task of the box was ready to run and others had the cores. What the
box's own tasks could have caused is taken off, so a box cannot make itself wait. Escaping it: tasks that begin and end
between two looks, and kernels that do not tell (no CONFIG_SCHED_INFO), where it stays 0.

``files`` and ``disk_mb`` of the work folder are counted in the lite tier only, see ``disk.py``; elsewhere it is a file
system of its own with a size.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from dataclasses import dataclass, replace
from typing import Protocol

from autograder.box.linux import descendants
from autograder.sandbox import proc
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.groups import Group

POLL_S = 0.05
STARVED_FACTOR = 2  # how much longer a step may take on a machine that is busy with something else
MOST_LEFT_ALONE_MB = 512.0  # of the machine's memory; of a small machine's a 32nd
SHORTAGE_S = 0.5

_GROWTH_WORTH_A_LOOK_MB = 16.0
_PIPE_MB = 64 / 1024  # what a pipe holds unless it is enlarged, which the filter refuses


@dataclass(frozen=True)
class Usage:
    """Of the whole box, since it began; see above. ``processes``: how many there are now."""

    cpu_s: float = 0.0
    waited_s: float = 0.0
    processes: int = 0


class Meter:
    """Measures all processes below a box's supervisor. ``pid``: the box's first process. ``group``: if it has one.

    ``peak_mb``: the most memory seen.
    """

    def __init__(self, pid: int, group: Group | None = None) -> None:
        self._supervisor, self._group = proc.parent(pid), group
        self._cpu_s = 0.0
        self._waits = _Waits()
        self._highest_bound_mb = self._peak_mb = 0.0
        self._socket_mb = proc.socket_mb()

    def usage(self) -> Usage:
        """What the box used until now. Not to be called by two threads at once."""
        processes = self.processes()
        return Usage(self.cpu_s(processes), self._waits.look(processes), len(processes))

    def cpu_s(self, processes: list[int] | None = None) -> float:
        """CPU seconds until now, of a box that has ended until its end or until they were last asked for."""
        if self._group:
            return self._group.cpu_s()
        # A process that moves in the tree while we look is missed, but only this time.
        seen = self.processes() if processes is None else processes
        self._cpu_s = max(self._cpu_s, sum(map(proc.cpu_s, seen)))
        return self._cpu_s

    def processes(self) -> list[int]:
        """The host's numbers of all processes of the box."""
        return descendants(self._supervisor)

    def exceeds(self, limit_mb: float) -> bool:
        """Whether the box holds more memory than this. Cheap while it does not grow.

        The proportional set size shares out what a box and the template have in common, which is nearly all of a young
        box; finding it walks every page. The resident set is cheap and never smaller, so it is asked first.
        """
        if self._group and self._group.bounds_memory:
            return False  # the kernel sees to it
        bound_mb = sum(map(self._bound_mb, self.processes()))
        grown = bound_mb > self._highest_bound_mb + _GROWTH_WORTH_A_LOOK_MB
        self._highest_bound_mb = max(bound_mb, self._highest_bound_mb)
        return (grown or bound_mb > limit_mb) and self.memory_mb() > limit_mb

    def memory_mb(self) -> float:
        """What the whole box holds now."""
        if self._group and self._group.bounds_memory:
            memory_mb = self._group.memory_mb()
        else:
            processes = self.processes()
            buffers = set().union(*map(proc.buffers, processes))
            memory_mb = sum(map(proc.proportional_mb, processes)) + sum(map(self._buffer_mb, buffers))
        self._peak_mb = max(self._peak_mb, memory_mb)
        return memory_mb

    @property
    def peak_mb(self) -> float:
        """The most memory seen."""
        if self._group and self._group.bounds_memory:
            return self._group.peak_mb()
        return self._peak_mb

    def _bound_mb(self, pid: int) -> float:
        """No less than what the process holds."""
        return proc.resident_mb(pid) + proc.number_of_files(pid) * max(self._socket_mb, _PIPE_MB)

    def _buffer_mb(self, name: str) -> float:
        return self._socket_mb if name.startswith("socket:") else _PIPE_MB


class MachineMemory:
    """A last resort, whatever is not counted above: notices that the machine has hardly any memory left."""

    def __init__(self) -> None:
        self._floor_mb = min(MOST_LEFT_ALONE_MB, proc.total_mb() / 32)
        self._short_since_s: float | None = None

    def exhausted(self) -> bool:
        """Whether it has been short for a while; by then whoever used it up for a moment has let go of it."""
        if proc.available_mb() >= self._floor_mb:
            self._short_since_s = None
            return False
        self._short_since_s = self._short_since_s or time.monotonic()
        return time.monotonic() - self._short_since_s > SHORTAGE_S


class _Waits:
    """How long others kept the tasks of a box from running, of all tasks that were ever seen."""

    def __init__(self) -> None:
        self._tasks: dict[int, tuple[float, float]] = {}
        self._looked_s = time.monotonic()
        self._waited_s = 0.0

    def look(self, processes: list[int]) -> float:
        """Seconds until now. Of several tasks that wait at once, the clock's time counts once."""
        now_s = time.monotonic()
        tasks = {task: times for pid in processes for task, times in proc.task_times(pid)}
        since = [self._since(task, *times) for task, times in tasks.items()]
        ran_s = sum(ran for ran, _ in since)
        kept_s = sum(max(0.0, waited - (ran_s - ran)) for ran, waited in since)
        self._waited_s += min(now_s - self._looked_s, kept_s)
        self._tasks, self._looked_s = tasks, now_s
        return self._waited_s

    def _since(self, task: int, ran_s: float, waited_s: float) -> tuple[float, float]:
        ran_before_s, waited_before_s = self._tasks.get(task, (0.0, 0.0))
        if ran_s < ran_before_s:  # the number is another task's by now
            ran_before_s = waited_before_s = 0.0
        return ran_s - ran_before_s, waited_s - waited_before_s


# ------------------------------------------------------------ budgets


class Late(Exception):  # noqa: N818
    """A budget is spent. ``starved``: not by the learner's code, which had no core to run on."""

    def __init__(self, detail: str, *, starved: bool) -> None:
        super().__init__(detail)
        self.detail, self.starved = detail, starved


class Budget:
    """CPU seconds for one thing, and ``wall_factor`` times as many by the clock.

    It runs while a box does: from ``begin`` to ``end``, and on from there in the next box. Time in which others kept
    the box waiting does not count by the clock, but nothing goes on for longer than ``STARVED_FACTOR`` times its time.
    """

    def __init__(self, what: str, cpu_s: float, wall_factor: float) -> None:
        self._what, self._cpu_s, self._wall_s = what, cpu_s, cpu_s * wall_factor
        self._earlier = _Spent()
        self._start, self._began = Usage(), 0.0

    def __str__(self) -> str:
        return f"{self._cpu_s:g} s of computing, {self._wall_s:g} s by the clock"

    def begin(self, now: Usage) -> Budget:
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
        if spent.awake_s > self._wall_s:
            detail = f"{self._what} did not end in {spent.wall_s:.0f} s ({spent.cpu_s:.1f} s of computing)"
            raise Late(detail, starved=False)
        if spent.wall_s > STARVED_FACTOR * self._wall_s:
            computed = f"{spent.cpu_s:.1f} s of computing"
            detail = f"{self._what} had no core for {spent.waited_s:.0f} of {spent.wall_s:.0f} s ({computed})"
            raise Late(detail, starved=True)

    def _spent(self, now: Usage) -> _Spent:
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


class Measured(Protocol):
    """A box, as far as its clock is concerned."""

    channel: socket.socket

    def usage(self) -> Usage: ...
    def wait(self, timeout_s: float) -> Ended | None: ...


class Ended(Protocol):
    """How a box ended."""

    @property
    def cpu_s(self) -> float: ...


class Clock:
    """Watches one box. Looking costs a millisecond, so it looks at most every ``POLL_S``, also from step to step.

    ``usage``: what the box used when it was last looked at.
    """

    def __init__(self, box: Measured) -> None:
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
