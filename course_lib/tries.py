"""Where a learner is: what their own checks said, in a small file of theirs that goes nowhere.

``progress.json`` in the folder of the release, or in the home folder where there is no release. A file that cannot be
read or written costs nothing but the record.
"""

import json
import os
import sys
import tempfile
import zlib
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course_lib.language import text

NAME, AT_HOME, VARIABLE = "progress.json", ".language-models-course.json", "COURSE_PROGRESS"
RELEASE = "release.json"  # stands at the top of a release
HINT_AFTER = {2: 1, 4: 2, 6: 3}  # wrong answers → the hint that is worth reading then
PASSED, TRIED = "passed", "tried"

_told: set[str] = set()


@dataclass(frozen=True)
class Entry:
    """One exercise: how its last check ended, how many different wrong answers there were, and when it was."""

    state: str = TRIED
    tries: int = 0
    when: str = ""
    last: int = 0  # tells a changed answer from the same one, checked again


@dataclass(frozen=True)
class Known:
    """All that is known, by exercise."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def passed(self, exercise: str) -> bool:
        return exercise in self.entries and self.entries[exercise].state == PASSED


def folder(start: Path | None = None) -> Path | None:
    """The folder of the release that a notebook is in; None where it is in none."""
    start = (start or Path.cwd()).resolve()
    return next((each for each in (start, *start.parents) if (each / RELEASE).is_file()), None)


def path() -> Path:
    """The file: where COURSE_PROGRESS says, else in the release, else at home."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    release = folder()
    return release / NAME if release else Path.home() / AT_HOME


def writable() -> bool:
    """Whether the file can be written."""
    file = path()
    return os.access(file if file.exists() else file.parent, os.W_OK)


def load() -> Known:
    """What the file says. One that cannot be read is put aside, with a sentence, and nothing is known."""
    file = path()
    try:
        found = json.loads(file.read_text("utf-8"))
        entries = {str(name): _entry(each) for name, each in found["exercises"].items()}
    except FileNotFoundError:
        return Known()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        _put_aside(file, error)
        return Known()
    return Known(entries)


def record(exercise: str, *, right: bool, source: str) -> Entry:
    """Write down how a check ended; ``source``: the answer, so that a try counts once however often it is checked."""
    known = load()
    before = known.entries.get(exercise, Entry())
    last = zlib.crc32(source.encode("utf-8", "replace"))
    tries = before.tries + (not right and (last != before.last or not source))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entry = replace(before, state=PASSED if right else TRIED, tries=tries, when=now, last=last)
    _write(Known({**known.entries, exercise: entry}))
    return entry


def hint(entry: Entry) -> str:
    """Which hint is worth reading after so many wrong answers; else nothing."""
    number = max((number for tries, number in HINT_AFTER.items() if entry.tries >= tries), default=0)
    return text("Hint {number} under this exercise is worth reading now.", number=number) if number else ""


def _entry(found: dict[str, Any]) -> Entry:
    return Entry(str(found["state"]), int(found["tries"]), str(found["when"]), int(found.get("last", 0)))


def _write(known: Known) -> None:
    file = path()
    contents = {"exercises": {name: asdict(entry) for name, entry in sorted(known.entries.items())}}
    try:
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}")
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            json.dump(contents, opened, indent=1)
        os.replace(temporary, file)
    except OSError as error:
        why = error.strerror or str(error)
        _say(text("Your progress cannot be kept in {file} ({why}). Nothing else changes.", file=str(file), why=why))


def _put_aside(file: Path, error: Exception) -> None:
    aside = file.with_suffix(".unreadable.json")
    try:
        os.replace(file, aside)
    except OSError:
        aside = file
    _say(text("Your progress could not be read ({file}): it begins anew.", file=str(aside)))


def _say(said: str) -> None:
    if said not in _told:
        _told.add(said)
        sys.stdout.write(f"{said}\n")
