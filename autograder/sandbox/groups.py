"""A control group (cgroup v2) around a box, where this machine lets us make one: as root, or where it was delegated.

The kernel then counts and bounds what /proc shows in part only: memory of every kind, processes, CPU seconds. A group
is made in our own group or in the nearest one above that lets us, of these in one that hands the memory controller down
if any does; where none does, groups still count CPU seconds. Their names tell whose they are, so that what a killed
grader leaves behind is cleared up by the next.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import time
from pathlib import Path

from autograder.sandbox.limits import Limits

_OURS = re.compile(r"autograder-(\d+)-\d+")
_SUPERVISED = 2  # tasks of ours that a box may need besides the learner's
_END_TIMEOUT_S = 5.0
_MEGABYTE = 1 << 20


class Group:
    """One box's. Make it with ``around``; ``close`` it once the box has ended.

    ``bounds_memory``: whether the kernel holds the box to its memory, or only counts CPU seconds.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._cpu_s = 0.0
        self.bounds_memory = (folder / "memory.max").exists()
        if self.bounds_memory:
            self._write("memory.max", limits.memory_mb * _MEGABYTE)
            for name, value in {"memory.swap.max": 0, "memory.oom.group": 1}.items():
                if (folder / name).exists():  # neither in every kernel
                    self._write(name, value)
        if (folder / "pids.max").exists():
            self._write("pids.max", limits.processes + _SUPERVISED)

    @classmethod
    def around(cls, pid: int, limits: Limits, parent: Path | None) -> Group | None:
        """A new group in ``parent`` with this process in it; None where there is no such parent, or it fails."""
        if parent is None:
            return None
        folder = parent / f"autograder-{os.getpid()}-{pid}"
        try:
            folder.mkdir()
            try:
                group = cls(folder, limits)
                group._write("cgroup.procs", pid)
            except OSError:
                folder.rmdir()
                raise
        except OSError:
            return None
        return group

    def cpu_s(self) -> float:
        """CPU seconds of all that ever ran in it."""
        with contextlib.suppress(OSError):  # closed: what was last seen stays
            self._cpu_s = _fields(self._folder / "cpu.stat")["usage_usec"] / 1e6
        return self._cpu_s

    def memory_mb(self) -> float:
        """What it holds now, files that were read included."""
        return self._number("memory.current") / _MEGABYTE

    def peak_mb(self) -> float:
        """The most it held (Linux 5.19; before, what it holds now)."""
        return (self._number("memory.peak") or self._number("memory.current")) / _MEGABYTE

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel killed it over its memory."""
        with contextlib.suppress(OSError):
            return _fields(self._folder / "memory.events").get("oom_kill", 0) > 0
        return False

    def close(self) -> None:
        """Removes the group; should anything still be in it, that is killed."""
        end = time.monotonic() + _END_TIMEOUT_S
        while time.monotonic() < end:
            with contextlib.suppress(OSError):  # busy until its last process is reaped
                self._folder.rmdir()
            if not self._folder.exists():
                return
            with contextlib.suppress(OSError):  # Linux 5.14
                self._write("cgroup.kill", 1)
            time.sleep(0.005)

    def _number(self, name: str) -> int:
        with contextlib.suppress(OSError, ValueError):
            return int((self._folder / name).read_text())
        return 0

    def _write(self, name: str, value: int) -> None:
        (self._folder / name).write_text(str(value))


@functools.cache
def parent_of_groups() -> Path | None:
    """Where this process may make groups; None where it may not. Clears up after graders that have ended."""
    usable = [folder for folder in _above_ours() if _may_make(folder)]
    chosen = next(iter([folder for folder in usable if bounds_memory(folder)] + usable), None)
    if chosen is not None:
        _clear_up(chosen)
    return chosen


def bounds_memory(parent: Path) -> bool:
    """Whether a group made there bounds memory."""
    return "memory" in (parent / "cgroup.subtree_control").read_text().split()


def _above_ours() -> list[Path]:
    """Our own group and those above it, nearest first; none where cgroup v2 is not mounted."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    root = next((Path(fields[1]) for fields in mounts if fields[2] == "cgroup2"), None)
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    own = next((line.removeprefix("0::/") for line in lines if line.startswith("0::/")), None)
    if root is None or own is None:
        return []
    folder = root / own
    return [folder, *[above for above in folder.parents if above.is_relative_to(root)]]


def _may_make(folder: Path) -> bool:
    """Whether a group can be made there and a process put into it."""
    trial = folder / f"autograder-{os.getpid()}-0"
    try:
        trial.mkdir()
    except OSError:
        return False
    try:
        return os.access(folder / "cgroup.procs", os.W_OK) and os.access(trial / "cgroup.procs", os.W_OK)
    finally:
        trial.rmdir()


def _clear_up(parent: Path) -> None:
    for folder in parent.glob("autograder-*"):
        named = _OURS.fullmatch(folder.name)
        if named and not os.path.exists(f"/proc/{named[1]}"):
            with contextlib.suppress(OSError):  # still in use, or another clears up as well
                folder.rmdir()


def _fields(path: Path) -> dict[str, int]:
    return {name: int(value) for name, value in (line.split() for line in path.read_text().splitlines())}
