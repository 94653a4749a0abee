"""What /proc tells of one process. Of one that has ended, or is not ours to look into: nothing, as a zero."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_WRITE_BUFFER = Path("/proc/sys/net/core/wmem_default")


def parent(pid: int) -> int:
    """Its parent's number."""
    fields = _stat_fields(pid)
    return int(fields[1]) if fields else 0


def cpu_s(pid: int) -> float:
    """Its own CPU seconds and those of the children that it waited for, user and system; of a zombie, too."""
    fields = _stat_fields(pid)
    return sum(map(int, fields[11:15])) / _TICKS_PER_S if fields else 0.0


def task_times(pid: int) -> Iterator[tuple[int, tuple[float, float]]]:
    """For each of its threads the number, and seconds on a core and seconds ready to run but without one."""
    for task in _names(f"/proc/{pid}/task"):
        fields = _read(f"/proc/{pid}/task/{task}/schedstat").split()
        if len(fields) > 1:
            yield int(task), (int(fields[0]) / 1e9, int(fields[1]) / 1e9)


def resident_mb(pid: int) -> float:
    """What it has in memory, shared or not, and its page tables. Cheap."""
    status = _read(f"/proc/{pid}/status")
    return _kilobytes(status, "VmRSS:") / 1024 + _kilobytes(status, "VmPTE:") / 1024


def proportional_mb(pid: int) -> float:
    """The same, but a page that n processes share counts as the nth of a page. Walks every page."""
    rollup = _read(f"/proc/{pid}/smaps_rollup")
    if not rollup:
        return resident_mb(pid)
    return (_kilobytes(rollup, "Pss:") + _kilobytes(_read(f"/proc/{pid}/status"), "VmPTE:")) / 1024


def number_of_files(pid: int) -> int:
    """How many descriptors it has open."""
    return len(_names(f"/proc/{pid}/fd"))


def buffers(pid: int) -> set[str]:
    """The sockets and pipes that it has open, by names that processes which share them agree on."""
    found = set()
    for name in _names(f"/proc/{pid}/fd"):
        with contextlib.suppress(OSError):  # closed meanwhile
            link = os.readlink(f"/proc/{pid}/fd/{name}")
            if link.startswith(("socket:", "pipe:")):
                found.add(link)
    return found


def open_files(pid: int) -> Iterator[os.stat_result]:
    """What its descriptors lead to."""
    for name in _names(f"/proc/{pid}/fd"):
        with contextlib.suppress(OSError):  # closed meanwhile
            yield os.stat(f"/proc/{pid}/fd/{name}")


def mapped_deleted(pid: int, folder: str) -> Iterator[tuple[int, int]]:
    """Device and inode of the deleted files below ``folder`` that it has mapped."""
    for line in _read(f"/proc/{pid}/maps").splitlines():
        _, _, _, device, inode, *path = line.split(maxsplit=5)
        if path and path[0].startswith(f"{folder}/") and path[0].endswith(" (deleted)"):
            major, minor = device.split(":")
            yield os.makedev(int(major, 16), int(minor, 16)), int(inode)


def socket_mb() -> float:
    """The most that is on its way from one socket: the buffer, and one message of half its size in excess."""
    try:
        return 1.5 * int(_WRITE_BUFFER.read_text()) / (1 << 20)
    except OSError:
        return 1.5 * 212_992 / (1 << 20)  # the kernel's own default


def total_mb() -> float:
    """The machine's memory."""
    return _kilobytes(_read("/proc/meminfo"), "MemTotal:") / 1024


def available_mb() -> float:
    """What the machine could still give, of its memory; infinite where it does not tell."""
    available_kb = _kilobytes(_read("/proc/meminfo"), "MemAvailable:")
    return available_kb / 1024 if available_kb else float("inf")


def _kilobytes(text: str, label: str) -> int:
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(label)), 0)


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _stat_fields(pid: int) -> list[str]:
    """Those of /proc/PID/stat after the name, which may hold spaces and brackets; the first is the state."""
    return _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
