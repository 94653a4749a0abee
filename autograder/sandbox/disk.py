"""How much a box has put on the host's disk: in the lite tier its work folder has no size of its own.

Counted are the blocks of all files in the folder and of deleted ones that are still open or mapped. Files that grow
between two looks are not: up to what a disk takes in a fifth of a second.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass

from autograder.box.supervisor import MOST_FILES
from autograder.sandbox import proc

_BLOCK_MB = 512 / (1 << 20)
_INTERVAL_S = 0.2
_PART_OF_THE_TIME = 0.05  # that may go into looking


@dataclass(frozen=True)
class Disk:
    """What is in use. Infinite where a folder was made that cannot be looked into."""

    mb: float
    files: int


class DiskWatch:
    """Looks at one box's work folder, seldom enough to cost little. ``limit_mb`` bounds it together with MOST_FILES."""

    def __init__(self, folder: str, limit_mb: float, processes: Callable[[], list[int]]) -> None:
        self._folder, self._limit_mb, self._processes = folder, limit_mb, processes
        self._next_look_s = 0.0

    def exceeded(self) -> bool:
        """Whether there is too much, if it is time to look again."""
        start_s = time.monotonic()
        if start_s < self._next_look_s:
            return False
        used = in_use(self._folder, self._processes(), self._limit_mb)
        took_s = time.monotonic() - start_s
        self._next_look_s = start_s + max(_INTERVAL_S, took_s / _PART_OF_THE_TIME)
        return used.mb > self._limit_mb or used.files > MOST_FILES


def in_use(folder: str, processes: list[int], limit_mb: float) -> Disk:
    """What the folder holds, counted until it is more than the limit allows."""
    sizes = _deleted(processes, folder, limit_mb)
    unvisited = [folder]
    while unvisited and len(sizes) <= MOST_FILES:
        try:
            with os.scandir(unvisited.pop()) as entries:
                for entry in entries:
                    with contextlib.suppress(FileNotFoundError):
                        found = entry.stat(follow_symlinks=False)
                        sizes[found.st_dev, found.st_ino] = found.st_blocks * _BLOCK_MB
                        if stat.S_ISDIR(found.st_mode):
                            unvisited.append(entry.path)
        except FileNotFoundError:
            pass  # deleted meanwhile
        except OSError:  # closed to us, or too deep: nobody needs that
            return Disk(float("inf"), len(sizes))
    return Disk(sum(sizes.values()), len(sizes))


def _deleted(processes: list[int], folder: str, limit_mb: float) -> dict[tuple[int, int], float]:
    """Files without a name that processes hold open, or hold mapped: of these the size is not known."""
    real_folder = os.path.realpath(folder)
    # None can be larger than the limit.
    sizes = {file: limit_mb for pid in processes for file in proc.mapped_deleted(pid, real_folder)}
    for pid in processes:
        for found in proc.open_files(pid):
            if stat.S_ISREG(found.st_mode) and found.st_nlink == 0:
                sizes[found.st_dev, found.st_ino] = found.st_blocks * _BLOCK_MB
    return sizes
