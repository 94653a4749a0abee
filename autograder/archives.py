"""What an archive or a folder from outside holds, without unpacking it anywhere.

Every file is an entry: its path, its time where the archive tells, and a way to read at most so many of its bytes.
Zips inside are opened one level deep. Nothing is written, no link is followed, no name is used as a path.
"""

import io
import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from autograder.notebook import shown
from autograder.staging import UnreadableError, read_regular

MAX_ENTRIES = 50_000
MAX_INNER_ZIP_MB = 64
MAX_NAME = 255  # characters of one part of a path, as in file systems
MAX_TOTAL_MB = 4096
MAX_RATIO = 200  # notebooks full of repeated outputs reach 50; deflate's bombs begin at 1000
RATIO_FREE_MB = 1  # below this, a ratio says nothing
DOS_EPOCH = (1980, 1, 1, 0, 0, 0)
BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class ArchiveError(Exception):
    """The archive or folder as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Entry:
    """One file; `read(limit_bytes)` raises UnreadableError for what is too large, broken or a bomb."""

    parts: tuple[str, ...]
    read: Callable[[int], bytes]
    time: datetime | None = None

    @property
    def path(self) -> str:
        return shown("/".join(self.parts), 200)


@dataclass
class Walk(ExitStack):
    """Entries, what was left out and why, and how much may still be read; entries can be read until it is left."""

    problems: list[str] = field(default_factory=list)
    bytes_left: int = MAX_TOTAL_MB * 2**20
    entries_left: int = MAX_ENTRIES

    def __post_init__(self) -> None:
        super().__init__()

    def entries(self, source: Path) -> Iterator[Entry]:
        """All regular files of `source`, zips inside it opened one level deep; raises ArchiveError."""
        if source.is_dir():
            outer = self._in_folder(source)
        elif source.is_file() and zipfile.is_zipfile(source):
            outer = self._outer_zip(source)
        else:
            raise ArchiveError(f"{source}: neither a folder nor a zip; export the submissions as a zip")
        for entry in outer:
            if entry.parts[-1].lower().endswith(".zip"):
                yield from self._inside(entry)
            else:
                yield entry

    def _inside(self, entry: Entry) -> Iterator[Entry]:
        prefix = (*entry.parts[:-1], entry.parts[-1][:-4])

        def reopen() -> zipfile.ZipFile:  # rather than keep the zips of a whole class in memory
            return zipfile.ZipFile(io.BytesIO(entry.read(MAX_INNER_ZIP_MB * 2**20)))

        try:
            with reopen() as archive:
                infos = archive.infolist()
        except (UnreadableError, *BAD_ZIP) as error:
            self.problems.append(f"{entry.path}: cannot be opened: {shown(error)}")
            return
        if all(info.is_dir() for info in infos):
            self.problems.append(f"{entry.path}: an empty zip. Ask for the .ipynb.")
        for info, parts in self._named(infos, prefix):
            if parts[-1].lower().endswith(".zip"):
                where = shown("/".join(parts), 200)
                self.problems.append(f"{where}: a zip in a zip is not opened; unpack it by hand")
            else:  # no time: the learner packed this one, and could write any
                yield Entry(parts, partial(self._spend, partial(_read_inner, reopen, info)))

    def _outer_zip(self, source: Path) -> Iterator[Entry]:
        try:
            archive = self.enter_context(zipfile.ZipFile(source))
        except BAD_ZIP as error:
            raise ArchiveError(f"{source}: cannot be opened ({shown(error)}); export it again") from error
        for info, parts in self._named(archive.infolist(), ()):
            yield Entry(parts, partial(self._spend, partial(_read_zip, archive, info)), _time(info))

    def _named(
        self, infos: list[zipfile.ZipInfo], prefix: tuple[str, ...]
    ) -> Iterator[tuple[zipfile.ZipInfo, tuple[str, ...]]]:
        """The files of a zip with their paths, without those whose name or kind is not what a file's should be."""
        for info in infos:
            parts = (*prefix, *info.filename.split("/"))
            self._count(parts)
            if why := _unsafe(info):
                self.problems.append(f"{shown('/'.join(parts), 200)}: {why}; left out")
            elif not info.is_dir():
                yield info, parts

    def _count(self, parts: tuple[str, ...]) -> None:
        self.entries_left -= 1
        if self.entries_left < 0:
            where = shown("/".join(parts), 100)
            raise ArchiveError(f"more than {MAX_ENTRIES} files (at {where}): not a class's submissions")

    def _in_folder(self, root: Path) -> Iterator[Entry]:
        for folder, folders, files in os.walk(root):
            folders.sort()
            for name in sorted(files) + [name for name in folders if (Path(folder) / name).is_symlink()]:
                path = Path(folder) / name
                parts = path.relative_to(root).parts
                self._count(parts)
                if not stat.S_ISREG(path.lstat().st_mode):
                    self.problems.append(f"{shown('/'.join(parts), 200)}: a link or no regular file; left out")
                else:
                    yield Entry(parts, partial(self._spend, partial(_read_file, path)))

    def _spend(self, read: Callable[[int], bytes], limit_bytes: int) -> bytes:
        data = read(limit_bytes)
        self.bytes_left -= len(data)
        if self.bytes_left < 0:
            raise ArchiveError(f"more than {MAX_TOTAL_MB} MB in all: collect it in parts")
        return data


def _read_file(path: Path, limit_bytes: int) -> bytes:
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        return read_regular(folder, path.name, limit_bytes)
    finally:
        os.close(folder)


def _read_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit_bytes: int) -> bytes:
    """At most `limit_bytes`, whatever sizes the archive states."""
    if info.file_size > RATIO_FREE_MB * 2**20 and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise UnreadableError("packed like a bomb. Ask for the notebook itself.")
    try:
        with archive.open(info) as file:
            data = file.read(limit_bytes + 1)
    except BAD_ZIP as error:
        why = "encrypted" if info.flag_bits & 1 else shown(error)
        raise UnreadableError(f"cannot be unpacked ({why}). Ask for the notebook itself.") from error
    if len(data) > limit_bytes:
        limit = f"{limit_bytes / 2**20:.0f} MB"
        raise UnreadableError(f"larger than {limit}. Ask the learner to clear all outputs and hand it in again.")
    return data


def _read_inner(reopen: Callable[[], zipfile.ZipFile], info: zipfile.ZipInfo, limit_bytes: int) -> bytes:
    with reopen() as archive:
        return _read_zip(archive, info, limit_bytes)


def _unsafe(info: zipfile.ZipInfo) -> str | None:
    """Why an entry of a zip is not looked at, by its name and kind."""
    name = info.filename
    parts = name.split("/")
    if name.startswith("/") or "\\" in info.orig_filename or ".." in parts or ":" in parts[0]:
        return "its name leads out of the archive"
    if any(unicodedata.category(character) == "Cc" for character in info.orig_filename):
        return "its name holds control characters"
    if max(map(len, parts)) > MAX_NAME:
        return f"its name is longer than {MAX_NAME} characters"
    kind = stat.S_IFMT(info.external_attr >> 16)
    return "a link or no regular file" if kind not in (0, stat.S_IFREG, stat.S_IFDIR) else None


def _time(info: zipfile.ZipInfo) -> datetime | None:
    """The entry's time: a zip holds local time, taken to be this machine's."""
    if info.date_time == DOS_EPOCH:
        return None
    try:
        return datetime(*info.date_time).astimezone().astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
