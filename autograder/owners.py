"""Whose every file of an archive is: the platform is decided once, then each outermost name tells its owner."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.archives import ArchiveError, Entry
from autograder.identity import Owner, form
from autograder.notebook import notebook_name, shown
from autograder.platforms import NAMES, Canvas, Place, Reader, choose, fits, named
from autograder.roster import Found, Roster
from autograder.staging import learner_problem

MAX_LINES = 10  # about one outermost name
LITTER = frozenset(
    (
        "__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini", ".git", "__pycache__", ".venv",
        "node_modules", "site-packages",
    )
)  # fmt: skip
# Folders that people put around a class; any other single folder may be a learner's.
WRAPPERS = frozenset(
    (
        "class", "clase", "curso", "course", "submissions", "submission", "submitted", "entregas", "home", "homes",
        "inbound", "bulk_download", "students", "estudiantes", "learners",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Handed:
    """One file of one learner."""

    entry: Entry
    place: Place


@dataclass
class Whose:
    """``files``: learner's id → what that learner handed in; ``names``: id → the name that the platform uses.

    ``nobodys``: outermost name → what could not be given to anybody, in words.
    """

    platform: str
    said: str
    files: dict[str, list[Handed]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    nobodys: dict[str, list[str]] = field(default_factory=dict)


def whose(
    entries: Sequence[Entry], origin: str, topic: str, roster: Roster, *, platform: str | None = None, inside: str = ""
) -> Whose:
    """Every file with its owner, or in a line that says why not. Raises ArchiveError when no platform fits."""
    entries = [entry for entry in entries if not is_litter(entry)]
    reader, entries = _reader(_below(entries, inside), origin, topic, platform)
    reader.learn({entry.parts: entry.read for entry in entries if not entry.bad})
    if isinstance(reader, Canvas):
        reader.known_users = roster.users("canvas")
    share = fits(reader, [entry.parts for entry in entries if not entry.bad])
    made = Whose(reader.name, f"read as {reader.name}: {share:.0%} of the outermost names are of that form")
    owned: dict[str, tuple[Owner, list[Handed]]] = {}
    for entry in entries:
        place = reader.place(entry.parts)
        owner = place.owner if place else None
        if place is None or owner is None or entry.bad:
            _without_owner(entry, place, made)
        else:
            owned.setdefault(owner.id, (owner, []))[1].append(Handed(entry, place))
    for outermost, lines in made.nobodys.items():
        made.problems.extend(few(lines, shown(outermost)))
    _to_people(owned, reader, roster, made)
    return made


def is_litter(entry: Entry) -> bool:
    """What systems and tools leave behind, in which nobody hands in."""
    return bool(LITTER & set(entry.parts)) or entry.parts[-1].startswith("._")


def _below(entries: list[Entry], inside: str) -> list[Entry]:
    wanted = tuple(part for part in inside.split("/") if part)
    depth = len(wanted)
    found = [_stripped(entry, depth) for entry in entries if entry.parts[:depth] == wanted and len(entry.parts) > depth]
    if not found:
        where = f" in its folder {shown(inside)}" if inside else ""
        raise ArchiveError(f"there is no file{where}")
    return found


def _reader(entries: list[Entry], origin: str, topic: str, platform: str | None) -> tuple[Reader, list[Entry]]:
    """The reader, and the entries without the folder that was put around the class."""
    for unwrapped in (entries, _unwrapped(entries, origin, topic)):
        paths = [entry.parts for entry in unwrapped if not entry.bad]
        if platform is not None:
            reader = named(platform, origin, topic)
            if reader.name != "plain" and fits(reader, paths) > 0:
                return reader, unwrapped
            continue
        found = choose(paths, origin, topic)
        if found is not None and found.name != "plain":
            return found, unwrapped
    if platform == "plain" or (platform is None and found is not None):
        if platform is None:
            _refuse_if_unclear(unwrapped)
        return named("plain", origin, topic), unwrapped
    raise ArchiveError(_seen(entries, platform))


def _unwrapped(entries: list[Entry], origin: str, topic: str) -> list[Entry]:
    """Without outer folders that all files share and whose names say that they are no learner's."""
    known = {form(name) for name in (*WRAPPERS, topic, notebook_name(topic))}
    while good := [entry.parts for entry in entries if not entry.bad]:
        outer = good[0][0]
        is_stem = form(outer) == form(origin) and all(len(parts) > 2 for parts in good)
        if any(parts[0] != outer or len(parts) < 2 for parts in good) or not (form(outer) in known or is_stem):
            break
        entries = [_stripped(entry, 1) if entry.parts[0] == outer and entry.parts[1:] else entry for entry in entries]
    return entries


def _stripped(entry: Entry, depth: int) -> Entry:
    return Entry(entry.parts[depth:], entry.read, entry.packed, entry.bad)


def _refuse_if_unclear(entries: list[Entry]) -> None:
    """A single folder of folders may be one learner's work or a whole class: the instructor must say which."""
    outer = {entry.parts[0] for entry in entries}
    inner = {entry.parts[1] for entry in entries if len(entry.parts) > 2}
    flat = any(len(entry.parts) <= 2 for entry in entries)
    if len(outer) == 1 and len(inner) > 1 and not flat:
        name = shown(next(iter(outer)))
        raise ArchiveError(
            f"everything is in one folder, {name}, which holds {len(inner)} folders. If they are the learners': "
            f"--inside {name}. If {name} is one learner: --platform plain."
        )


def _seen(entries: list[Entry], platform: str | None) -> str:
    """What no reader could read, and how to force one."""
    names = list(dict.fromkeys(entry.parts[0] for entry in entries))
    listed = ", ".join(shown(name, 60) for name in names[:3]) + (", …" if len(names) > 3 else "")
    what = f"is not {platform}'s" if platform else "fits no platform that is known"
    return f"the archive {what}. Its outermost names: {listed}. Force one with --platform NAME: {', '.join(NAMES)}"


def _without_owner(entry: Entry, place: Place | None, made: Whose) -> None:
    """A file that is nobody's, or cannot be looked at: one line, and nothing else of it is used."""
    if entry.bad:
        owner = place.owner.id if place and place.owner else ""
        who = f"{shown(owner)}: " if owner and learner_problem(owner) is None else ""
        said = f"{who}{entry.path}: {entry.bad}; left out"
    elif place is None:
        said = f"{entry.path}: whose is it? No name that {made.platform} writes"
    else:
        said = f"{entry.path}: {place.problem}" if place.problem else ""
    if said:
        made.nobodys.setdefault(entry.parts[0], []).append(said)


def few(lines: Sequence[str], who: str) -> list[str]:
    """As many lines as anybody reads, and how many there were: nobody floods the report."""
    left = len(lines) - MAX_LINES
    return [*lines[:MAX_LINES], *([f"{who}: {left} more of the kind"] if left > 0 else [])]


def _to_people(owned: dict[str, tuple[Owner, list[Handed]]], reader: Reader, roster: Roster, made: Whose) -> None:
    """Owners to learners: the roster's people where there is one, else everybody by an id of their own."""
    found = {key: roster.find(owner, reader.columns) for key, (owner, _) in owned.items()} if roster else {}
    claims: dict[str, list[str]] = defaultdict(list)
    for key, each in found.items():
        if each is not None and each.by == "name":
            claims[each.person.id].append(key)
    for key, (owner, handed) in owned.items():
        match = found.get(key)
        learner = match.person.id if match is not None else key
        problem = _refused(key, owner, match, claims, bool(roster), made.platform)
        if problem is not None:
            listed = ", ".join(each.entry.path for each in handed[:3]) + (", …" if len(handed) > 3 else "")
            made.problems.append(f"{problem} Not collected: {shown(listed, 300)}")
        else:
            made.files[learner].extend(handed)
            made.names.setdefault(learner, owner.name)
    if not roster:
        made.notes.append(_what_a_roster_settles(made.platform))


def _refused(
    key: str, owner: Owner, found: Found | None, claims: dict[str, list[str]], has_roster: bool, platform: str
) -> str | None:
    """Why an owner is no learner of this class, or None."""
    who = shown(f"{owner.name} ({owner.account or owner.number or 'no number'})", 120)
    if not has_roster:
        problem = learner_problem(key)
        return f"{who}: {problem}" if problem is not None else None
    if found is None:
        return f"unknown: {who} is not in roster.csv; add a line, or the number to a line that is there."
    if found.by == "name" and len(claims[found.person.id]) > 1:
        return f"{who}: several people are called so; roster.csv needs their {platform} numbers."
    return None


def _what_a_roster_settles(platform: str) -> str:
    said = {
        "moodle": "Moodle numbers people anew in each assignment, so that a person is another learner in each topic. "
        "A roster joins them",
        "brightspace": "whether a number is one person's in all assignments is not known. A roster says who it is",
        "plain": "names are taken as they are written. A roster says who is meant, and finds who is unknown",
    }
    settled = said.get(platform, "a roster gives names and e-mails, and finds who is unknown")
    return f"no classroom/roster.csv: {settled}: autograder roster EXPORT.csv"
