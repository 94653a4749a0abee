"""From a learning platform's export to `submitted/LEARNER/TOPIC/NOTEBOOK.ipynb`.

Understood: Moodle's folders (`Name Surname_12345_assignsubmission_file_/…`), Canvas's files
(`surnamename_late_123_456_transformers-1.ipynb`), a folder per learner, and a file per learner. Nobody is dropped in
silence: whoever handed in something that is no notebook, or a file that cannot be read, is named in the report.
"""

import hashlib
import os
import re
import tempfile
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from autograder.archives import Entry, Walk
from autograder.notebook import notebook_name, shown
from autograder.staging import MAX_NOTEBOOK_MB, UnreadableError

MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)")
CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>late_)?(?P<number>\d+)_\d+_(?P<file>.+)", re.IGNORECASE)
VERSION = re.compile(r"(?P<stem>.+?)(?:[ _-]?\((?P<a>\d{1,4})\)|-(?:Copy)?(?P<b>\d{1,4}))?", re.IGNORECASE)
PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,79}")
LITTER = ("__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db")
TIME_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"

Outcome = Literal["new", "replaced", "unchanged", "kept"]
Platform = Literal["moodle", "canvas", "plain"]


@dataclass(frozen=True)
class Collected:
    """One learner: the id that the gradebook uses, the name that the archive uses, and what was done."""

    learner: str
    name: str
    file: str
    time: datetime | None
    outcome: Outcome


@dataclass(frozen=True)
class Report:
    """What was collected; `notes` are choices made, `problems` need the instructor."""

    collected: list[Collected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Owner:
    """Whose file it is: names are equal only when the platform's numbers are."""

    name: str
    number: str = ""
    platform: Platform = "plain"


@dataclass(frozen=True)
class _Handed:
    """One file of one learner, with what decides which of several is the newest."""

    entry: Entry
    is_notebook: bool
    has_right_name: bool
    version: int
    late: bool = False


def collect(source: Path, topic: str, submitted: Path) -> Report:
    """Put the newest notebook of every learner in `source` (a zip or a folder) under `submitted`.

    Collecting again replaces what is older and leaves the rest. Raises ArchiveError when nothing can be read.
    """
    with Walk() as walk:
        report = Report(problems=walk.problems)
        handed = _by_owner(list(walk.entries(source)), topic, report)
        for learner, owner in sorted(_ids(list(handed)).items()):
            try:
                _collect_one(learner, owner, handed[owner], submitted / learner / topic, report)
            except UnreadableError as error:
                report.problems.append(f"{learner} ({shown(owner.name)}): {error}")
    return report


def _by_owner(entries: list[Entry], topic: str, report: Report) -> dict[_Owner, list[_Handed]]:
    """Each owner's files; a notebook that cannot be anybody's goes to the problems."""
    wanted = notebook_name(topic)
    entries = [entry for entry in entries if not _is_litter(entry)]
    plain = [_home(entry, topic) for entry in entries if _on_platform(entry) is None and _is_notebook(entry.parts[-1])]
    named = [home for home in plain if _is_named(home[-1], wanted)]
    level = _level([home[:-1] for home in named or plain], bool(named))
    handed: dict[_Owner, list[_Handed]] = defaultdict(list)
    for entry in entries:
        owner, file, late = _on_platform(entry) or (_in_plain(entry, level, topic), entry.parts[-1], False)
        if owner is not None:
            right, number = _is_named(file, wanted), _stem_and_version(file)[1]
            handed[owner].append(_Handed(entry, _is_notebook(file), right, number, late))
        elif _is_notebook(file):
            report.problems.append(f"{entry.path}: whose is it? Put it in a folder named after the learner")
    return handed


def _on_platform(entry: Entry) -> tuple[_Owner, str, bool] | None:
    """Owner, the file's name as the owner knew it, and whether the platform calls it late."""
    *folders, file = entry.parts
    if moodle := next(filter(None, map(MOODLE.fullmatch, folders)), None):
        return _Owner(moodle["name"], moodle["number"], "moodle"), file, False
    if moodle := MOODLE.fullmatch(file):
        return _Owner(moodle["name"], moodle["number"], "moodle"), moodle["file"], False
    if canvas := CANVAS.fullmatch(file):
        return _Owner(canvas["name"], canvas["number"], "canvas"), canvas["file"], canvas["late"] is not None
    return None


def _in_plain(entry: Entry, level: int, topic: str) -> _Owner | None:
    """The folder at `level`, or the file's own name where it stands above that and is not the topic's."""
    *folders, file = _home(entry, topic)
    if level < len(folders):
        return _Owner(folders[level])
    stem = file.rpartition(".")[0]
    return _Owner(stem) if _is_notebook(file) and not _is_named(file, notebook_name(topic)) else None


def _level(folders: list[tuple[str, ...]], named: bool) -> int:
    """Which folder of a path names the learner: the first below the shared ones that is another for every notebook.

    `folders` are those above each notebook; `named`: the notebooks are called as the topic's, not after learners.
    """
    if not folders:
        return 0
    shared = next((i for i, names in enumerate(zip(*folders, strict=False)) if len(set(names)) > 1), None)
    depth = min(map(len, folders))
    shared = depth if shared is None else shared
    for level in range(shared, depth):
        if len({path[level] for path in folders}) == len(folders):
            return level
    if len(set(folders)) == 1 and (named or len(folders) == 1):
        return max(shared - 1, 0)  # all in one folder: it is one learner's
    return shared


def _home(entry: Entry, topic: str) -> tuple[str, ...]:
    """The path without the folders that name the topic, as nbgrader lays submissions out."""
    *folders, file = entry.parts
    return (*(part for part in folders if part not in (topic, notebook_name(topic))), file)


def _stem_and_version(file: str) -> tuple[str, int]:
    """`transformers-1.ipynb`, `transformers (1).ipynb`, `transformers-Copy1.ipynb` → `transformers`, 1."""
    match = VERSION.fullmatch(file.rpartition(".")[0])
    return (match["stem"], int(match["a"] or match["b"] or 0)) if match else (file, 0)


def _is_named(file: str, wanted: str) -> bool:
    return _is_notebook(file) and _stem_and_version(file)[0].casefold() == wanted.casefold()


def _is_notebook(file: str) -> bool:
    return file.lower().endswith(".ipynb")


def _is_litter(entry: Entry) -> bool:
    return any(part in LITTER or part.startswith("._") for part in entry.parts)


def _ids(owners: list[_Owner]) -> dict[str, _Owner]:
    """A safe id for every owner; who would share one, in any letter case, gets the platform's number or a hash.

    Names make the ids, for Moodle numbers one person anew in each assignment.
    """
    wanted: dict[str, list[_Owner]] = defaultdict(list)
    for owner in owners:
        wanted[learner_id(owner.name, keep_plain=owner.platform == "plain").casefold()].append(owner)
    ids = {}
    for group in wanted.values():
        for owner in group:
            own = learner_id(owner.name, keep_plain=owner.platform == "plain")
            ids[own if len(group) == 1 else f"{own}-{owner.number or _digest(owner.name)}"] = owner
    return ids


def learner_id(name: str, *, keep_plain: bool = True) -> str:
    """`María José Ñu` → `maria-jose-nu`: letters, digits and hyphens, the same for the same name for ever.

    A name with letters that have no plain form gets a hash of itself. `keep_plain` leaves a name that is a safe id
    already, such as a folder of nbgrader's.
    """
    if keep_plain and PLAIN_ID.fullmatch(name) and ".." not in name:
        return name
    letters = unicodedata.normalize("NFKD", name)
    plain = letters.encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60]
    lost = any(character.isalnum() and not character.isascii() for character in letters)
    if lost or not slug:
        return f"{slug or 'learner'}-{_digest(name)}"
    return slug


def _digest(name: str) -> str:
    return hashlib.sha256(unicodedata.normalize("NFC", name).encode(errors="replace")).hexdigest()[:8]


def _collect_one(learner: str, owner: _Owner, handed: list[_Handed], folder: Path, report: Report) -> None:
    """Write the newest notebook into `folder`; raises UnreadableError, and leaves the folder, when there is none.

    So whoever handed in something that cannot be read is graded as *unreadable*, and is not simply absent.
    """
    for path in (folder.parent, folder):
        if path.is_symlink():
            raise UnreadableError(f"{path} is a link. Remove it and collect again.")
        path.mkdir(parents=True, exist_ok=True)
    newest = _newest(learner, owner, handed, report)
    entry = newest.entry
    try:
        data = entry.read(MAX_NOTEBOOK_MB * 2**20)
    except UnreadableError as error:
        raise UnreadableError(f"{entry.path}: {error}") from error
    outcome = _write(folder, data, entry.time)
    if outcome == "kept":
        report.notes.append(f"{learner}: the copy collected before is newer than {entry.path}; kept")
    if outcome == "replaced":
        report.notes.append(f"{learner}: replaced what had been collected before")
    report.collected.append(Collected(learner, shown(owner.name), entry.path, entry.time, outcome))


def _newest(learner: str, owner: _Owner, handed: list[_Handed], report: Report) -> _Handed:
    """The one to grade, said plainly: the right name first, then Canvas's number or the time, then the number."""
    notebooks = [(each, position) for position, each in enumerate(handed) if each.is_notebook]
    who = f"{learner} ({shown(owner.name)})"
    if not notebooks:
        raise UnreadableError(f"handed in no notebook, only {handed[0].entry.path}. Ask for the .ipynb.")

    def newness(candidate: tuple[_Handed, int]) -> tuple[bool, int, float, int, int]:
        each, position = candidate
        counted = each.version if owner.platform == "canvas" else 0
        seconds = each.entry.time.timestamp() if each.entry.time else 0.0
        return each.has_right_name, counted, seconds, each.version, position

    ordered = sorted(notebooks, key=newness)
    newest = ordered[-1][0]
    if len(ordered) > 1:
        others = ", ".join(each.entry.path for each, _ in ordered[:-1])
        report.notes.append(f"{who}: {len(ordered)} notebooks; took {newest.entry.path}, left {shown(others, 300)}")
    if newest.late:
        report.notes.append(f"{who}: late, says the platform")
    return newest


def _write(folder: Path, data: bytes, time: datetime | None) -> Outcome:
    """Write the notebook and its time into `folder`, over an older copy but not over a newer one."""
    target, stamp = folder / f"{notebook_name(folder.name)}.ipynb", folder / "timestamp.txt"
    outcome: Outcome = "new"
    if target.is_file() and not target.is_symlink():
        outcome = "unchanged" if target.read_bytes() == data else "replaced"
        if outcome == "replaced" and time and (before := _time_in(stamp)) and before > time:
            return "kept"
    _replace(target, data)
    if time is not None:
        _replace(stamp, f"{time.strftime(TIME_FORMAT)}\n".encode())
    elif outcome == "replaced":
        stamp.unlink(missing_ok=True)  # it told the time of the copy before
    return outcome


def _time_in(stamp: Path) -> datetime | None:
    try:
        return datetime.strptime(stamp.read_text(encoding="utf-8").strip(), TIME_FORMAT).replace(tzinfo=UTC)
    except (OSError, ValueError):
        return None


def _replace(path: Path, data: bytes) -> None:
    """Write whole or not at all; a link of that name is replaced, never followed."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".collect-", delete=False) as file:
        file.write(data)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)
