"""What a box uses, read from the host's /proc."""

from __future__ import annotations

import os

from autograder.box.linux import descendants

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / (1 << 20)
_GROWTH_WORTH_A_LOOK_MB = 16.0


class Meter:
    """Measures all processes below a box's supervisor: the box and whatever it started, orphans included.

    ``pid``: the box's first process. ``peak_mb``: the most memory seen, as proportional set size.
    """

    def __init__(self, pid: int) -> None:
        self._pid, self._supervisor = pid, _parent(pid)
        self.peak_mb = 0.0
        self._highest_resident_mb = 0.0

    def exceeds(self, limit_mb: float) -> bool:
        """Whether the box uses more than this. Cheap while its memory does not grow.

        The proportional set size shares out what a box and the template have in common, which is nearly all of a young
        box; finding it walks every page. The resident set is cheap and never smaller, so it is asked first.
        """
        resident_mb = sum(map(_resident_mb, self._processes()))
        grown = resident_mb > self._highest_resident_mb + _GROWTH_WORTH_A_LOOK_MB
        self._highest_resident_mb = max(resident_mb, self._highest_resident_mb)
        return (grown or resident_mb > limit_mb) and self.memory_mb() > limit_mb

    def memory_mb(self) -> float:
        """Proportional set size of the whole box, now."""
        memory_mb = sum(map(_proportional_mb, self._processes()))
        self.peak_mb = max(self.peak_mb, memory_mb)
        return memory_mb

    def times(self) -> tuple[float, float, int]:
        """CPU seconds of living and of reaped processes, seconds the first one waited for a core, and their number."""
        processes = self._processes()
        return sum(map(_cpu_s, processes)), _waited_s(self._pid), len(processes)

    def _processes(self) -> list[int]:
        return descendants(self._supervisor)


def _read(path: str) -> str:
    """Empty if the process has ended."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _stat_fields(pid: int) -> list[str]:
    """Those of /proc/PID/stat after the name, which may hold spaces and brackets; the first is the state."""
    return _read(f"/proc/{pid}/stat").rpartition(")")[2].split()


def _parent(pid: int) -> int:
    fields = _stat_fields(pid)
    return int(fields[1]) if fields else 0


def _cpu_s(pid: int) -> float:
    fields = _stat_fields(pid)
    return sum(map(int, fields[11:15])) / _TICKS_PER_S if fields else 0.0  # own and reaped children's, user and system


def _waited_s(pid: int) -> float:
    fields = _read(f"/proc/{pid}/schedstat").split()
    return int(fields[1]) / 1e9 if len(fields) > 1 else 0.0


def _resident_mb(pid: int) -> float:
    fields = _read(f"/proc/{pid}/statm").split()
    return int(fields[1]) * _PAGE_MB if fields else 0.0


def _proportional_mb(pid: int) -> float:
    for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return _resident_mb(pid)  # not ours to look into, or ended: then zero
