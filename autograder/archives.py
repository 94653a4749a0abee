"""What an archive or a folder from outside holds, without unpacking it anywhere.

Every file is an entry: its path in one spelling, a way to read at most so many of its bytes, and why it is left out
where it is. Zips inside are opened one level deep, on a budget of their owner's: whoever sends too much is stopped,
and nobody else. Nothing is written, no link is followed, no name is used as a path.
"""

import contextlib
import io
import os
import stat
import struct
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
from autograder.reading import UnreadableError, read_regular

MAX_ENTRIES = 2_000_000  # of everybody together: more is no class
MAX_INNER_ZIP_MB = 64
MAX_OWNER_MB = 256  # read for one owner
MAX_OWNER_DIRECTORY_MB = 16  # tables of contents of one owner's zips: some 100,000 names
MAX_NAME = 255  # characters of one part of a path, as in file systems
MAX_RATIO = 200  # notebooks full of repeated outputs reach 50; deflate's bombs begin at 1000
RATIO_FREE_MB = 1  # below this, a ratio says nothing
UTF8 = 0x800  # the flag that says a name is UTF-8
DOS_EPOCH = (1980, 1, 1, 0, 0, 0)
WINDOWS_EPOCH_S = 11_644_473_600  # from 1601 to 1970
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error)
BAD_ZIP = (*BROKEN, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
Parts = tuple[str, ...]


class ArchiveError(Exception):
    """The archive or folder as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Entry:
    """One file; ``read(limit_bytes)`` raises UnreadableError for what is too large, broken or a bomb.

    ``packed``: the time that the archive writes beside it. ``bad``: why it is not looked at.
    """

    parts: Parts
    read: Callable[[int], bytes]
    packed: datetime | None = None
    bad: str = ""

    @property
    def path(self) -> str:
        """For people to read; never an identity."""
        return shown("/".join(self.parts), 200)


@dataclass
class Budget:
    """What may still be read for one owner."""

    bytes_left: int = MAX_OWNER_MB * 2**20
    directory_left: int = MAX_OWNER_DIRECTORY_MB * 2**20

    def read(self, entry: Entry, limit_bytes: int) -> bytes:
        """The entry's bytes. Raises UnreadableError, also when the owner has sent too much."""
        if self.bytes_left <= 0:
            raise UnreadableError(f"more than {MAX_OWNER_MB} MB from one learner: not looked at")
        data = entry.read(limit_bytes)
        self.bytes_left -= len(data)
        return data


@dataclass
class Archive(ExitStack):
    """The outer files of a zip or folder; they can be read until it is left."""

    source: Path
    seen: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        super().__init__()

    def entries(self) -> list[Entry]:
        """All of them, the bad ones too. Raises ArchiveError."""
        if self.source.is_dir():
            return list(self._in_folder(self.source))
        if not (self.source.is_file() and zipfile.is_zipfile(self.source)):
            raise ArchiveError(f"{self.source}: neither a folder nor a zip; export the submissions as a zip")
        try:
            archive = self.enter_context(zipfile.ZipFile(self.source))
        except BAD_ZIP as error:
            raise ArchiveError(f"{self.source}: cannot be opened ({shown(error)}); export it again") from error
        if len(archive.filelist) > MAX_ENTRIES:
            raise ArchiveError(f"{self.source}: more than {MAX_ENTRIES} files: not a class's submissions")
        return list(_of_zip(archive, ()))

    def _in_folder(self, root: Path) -> Iterator[Entry]:
        for folder, folders, files in os.walk(root):
            folders.sort()
            for name in sorted(files) + [name for name in folders if (Path(folder) / name).is_symlink()]:
                path = Path(folder) / name
                self.seen += 1
                if self.seen > MAX_ENTRIES:
                    raise ArchiveError(f"{root}: more than {MAX_ENTRIES} files: not a class's submissions")
                parts = tuple(map(_one_spelling, path.relative_to(root).parts))
                status = path.lstat()
                bad = "" if stat.S_ISREG(status.st_mode) else "a link or no regular file"
                yield Entry(parts, partial(_read_file, path), datetime.fromtimestamp(status.st_mtime, UTC), bad)


def inside(entry: Entry, budget: Budget) -> Iterator[Entry]:
    """The files of a zip that somebody handed in, below its own name. Raises UnreadableError."""
    data = budget.read(entry, MAX_INNER_ZIP_MB * 2**20)
    budget.directory_left -= _directory_bytes(data)
    if budget.directory_left < 0:
        raise UnreadableError("a zip of far too many files. Ask for the notebook itself.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except BAD_ZIP as error:
        raise UnreadableError(f"cannot be opened ({shown(error)}). Ask for the notebook itself.") from error
    found = list(_of_zip(archive, (*entry.parts[:-1], entry.parts[-1][:-4])))
    if not found:
        raise UnreadableError("an empty zip. Ask for the .ipynb.")
    for each in found:
        nested = each.parts[-1].lower().endswith(".zip")
        yield Entry(each.parts, each.read, None, each.bad or ("a zip in a zip is not opened" if nested else ""))


def _directory_bytes(data: bytes) -> int:
    """How long a zip says its table of contents is, asked before anybody reads it."""
    at = len(data) - 22 if data[-22:-18] == b"PK\5\6" and data[-2:] == b"\0\0" else data.rfind(b"PK\5\6")
    if at < 0 or at + 22 > len(data):
        raise UnreadableError("no zip, whatever its name says. Ask for the notebook itself.")
    if data[max(at - 20, 0) : at].startswith(b"PK\6\7"):
        raise UnreadableError("a zip made for more than 4 GB. Ask for the notebook itself.")
    return int(struct.unpack_from("<L", data, at + 12)[0])


def _of_zip(archive: zipfile.ZipFile, prefix: Parts) -> Iterator[Entry]:
    for info in archive.infolist():
        name = _name(info)
        if name.endswith("/"):
            continue
        parts = tuple(part for part in name.split("/") if part not in ("", "."))
        path = (*prefix, *parts) or ("",)
        yield Entry(path, partial(_read_zip, archive, info), _time(info), _unsafe(info, name))


def _name(info: zipfile.ZipInfo) -> str:
    """The path in one spelling: slashes for Windows's, UTF-8 where a packer forgot to say so, composed letters."""
    name = info.orig_filename
    if not info.flag_bits & UTF8:
        with contextlib.suppress(UnicodeError):  # else it is what it says: code page 437
            name = name.encode("cp437").decode("utf-8")
    return _one_spelling(name.replace("\\", "/"))


def _one_spelling(name: str) -> str:
    printable = name.encode("utf-8", errors="replace").decode("utf-8")  # a name on a disk need not be UTF-8
    return unicodedata.normalize("NFC", printable)


def _unsafe(info: zipfile.ZipInfo, name: str) -> str:
    """Why an entry of a zip is not looked at, by its name and kind; empty when it is."""
    parts = name.split("/")
    if not name.strip("/. "):
        return "an entry without a name"
    if name.startswith("/") or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
        return "its name leads out of the archive"
    if any(unicodedata.category(character) == "Cc" for character in name):
        return "its name holds control characters"
    if max(map(len, parts)) > MAX_NAME:
        return f"its name is longer than {MAX_NAME} characters"
    kind = stat.S_IFMT(info.external_attr >> 16)
    return "" if kind in (0, stat.S_IFREG) else "a link or no regular file"


def _time(info: zipfile.ZipInfo) -> datetime | None:
    """When the entry says it was changed: in UTC where the packer wrote that, else by this machine's clock."""
    try:
        for tag, field_bytes in _extra_fields(info.extra):
            if tag == 0x5455 and len(field_bytes) >= 5 and field_bytes[0] & 1:  # Info-ZIP's extended timestamp
                return datetime.fromtimestamp(struct.unpack_from("<l", field_bytes, 1)[0], UTC)
            if tag == 0x000A and len(field_bytes) >= 16:  # NTFS: tenths of microseconds since 1601
                return datetime.fromtimestamp(struct.unpack_from("<Q", field_bytes, 8)[0] / 1e7 - WINDOWS_EPOCH_S, UTC)
        if info.date_time == DOS_EPOCH:
            return None
        return datetime(*info.date_time).astimezone().astimezone(UTC)
    except (ValueError, OverflowError, OSError, struct.error):
        return None


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        yield tag, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _read_file(path: Path, limit_bytes: int) -> bytes:
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableError(f"closed to us ({error.strerror})") from error
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
