"""From a learning platform's export to ``submitted/LEARNER/TOPIC/NOTEBOOK.ipynb``: whose, which, and when.

Whose a file is, the platform's own outermost name says (``owners``), a roster says who that is. Which of several
notebooks is graded depends on what they hold (``recognise``), and all are kept (``attempts``). When it was handed in
only who knows may say (``times``). Nobody is dropped in silence: every file is collected, noted, or in a line that
says what to do; and whatever one learner sends stays that learner's problem.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from autograder import attempts as kept_attempts
from autograder import roster as rosters
from autograder.archives import Archive
from autograder.attempts import MAX_ATTEMPTS, Attempt
from autograder.candidates import Candidate, Search
from autograder.course import Course
from autograder.files import write_whole
from autograder.notebook import notebook_name, shown
from autograder.owners import Whose, few, whose
from autograder.reading import MAX_NOTEBOOK_MB, UnreadableError
from autograder.recognise import Recogniser, Seen, said
from autograder.times import TimeList, When, moment, read_list

MAX_OPENED = 200  # files of one learner that are opened to see whether they are notebooks

Outcome = Literal["new", "replaced", "unchanged"]


@dataclass(frozen=True)
class Collected:
    """One learner: the id that the gradebook uses, the roster's name or else the platform's, and what was done."""

    learner: str
    name: str
    file: str
    when: When
    outcome: Outcome
    n_attempts: int = 1


@dataclass(frozen=True)
class Report:
    """What was collected; ``notes`` are choices made, ``problems`` need the instructor."""

    collected: list[Collected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    platform: str = ""


def collect(
    source: Path,
    topic: str,
    course: Course,
    *,
    platform: str | None = None,
    inside: str = "",
    handed_in: Path | None = None,
) -> Report:
    """Put everybody's notebooks of ``topic`` in ``source`` (a zip or a folder) under the course's ``submitted``.

    ``platform``: which it is, where it cannot be told; ``inside``: the folder in ``source`` that holds the class's;
    ``handed_in``: a list of hand-in times. Collecting again adds attempts and loses none. Raises ArchiveError when
    nothing can be read, RosterError and TimeError for lists that cannot.
    """
    course.master(topic)  # a topic that is none is said before anything is copied
    roster = rosters.load(course.roster)
    times = read_list(handed_in, course.zone) if handed_in else TimeList()
    with Archive(source) as archive:
        origin = source.resolve().name if source.is_dir() else source.stem
        found = whose(archive.entries(), origin, topic, roster, platform=platform, inside=inside)
        report = Report(notes=[found.said, *found.notes], problems=[*found.problems, *times.problems])
        report = replace(report, platform=found.platform)
        desk = _Desk(course, topic, roster, times, Recogniser(course, topic), found, report)
        for learner in sorted(found.files):
            try:
                desk.collect(learner)
            except (UnreadableError, OSError, ValueError) as error:
                report.problems.append(f"{desk.who(learner)}: {error}")
    return report


@dataclass(frozen=True)
class _Desk:
    """All that collecting one learner needs."""

    course: Course
    topic: str
    roster: rosters.Roster
    times: TimeList
    recogniser: Recogniser
    found: Whose
    report: Report

    def who(self, learner: str) -> str:
        """The learner in a message."""
        return f"{shown(learner, 110)} ({self.name(learner)})"

    def name(self, learner: str) -> str:
        """The name that people know: the roster's, else the platform's."""
        person = self.roster.get(learner)
        return shown(person.name if person and person.name else self.found.names[learner])

    def collect(self, learner: str) -> None:
        """Keeps every attempt and writes the chosen one; raises UnreadableError where there is no notebook.

        The folder is made all the same: so whoever handed in something that cannot be read is graded as *unreadable*,
        and is not simply absent.
        """
        folder = self.course.submitted / learner / self.topic
        for path in (folder.parent, folder):
            if path.is_symlink():
                raise UnreadableError(f"{path} is a link. Remove it and collect again.")
            path.mkdir(parents=True, exist_ok=True)
        before, data = self._before(folder)
        new, new_data = self._attempts(learner)
        together = _in_order(_together(before, new))
        if len(together) > MAX_ATTEMPTS:
            self.report.problems.append(f"{self.who(learner)}: more than {MAX_ATTEMPTS} attempts; not all are kept")
            together = kept_attempts.likeliest(together)
        chosen = kept_attempts.chosen(together)
        if chosen is None:
            raise UnreadableError(self._nothing(learner))
        data |= new_data
        kept_attempts.save(folder, together, data)
        outcome = self._write(folder, chosen, data)
        self._say(learner, chosen, together, outcome)
        name = self.name(learner)
        self.report.collected.append(Collected(learner, name, chosen.file, chosen.when, outcome, len(together)))

    def _before(self, folder: Path) -> tuple[list[Attempt], dict[str, bytes]]:
        """What was collected earlier; a notebook that is there without a list becomes the first attempt."""
        known = kept_attempts.load(folder)
        path = folder / f"{notebook_name(self.topic)}.ipynb"
        if known or not path.is_file() or path.is_symlink():
            return known, {}
        data = path.read_bytes()
        kept = kept_attempts.kept_name(data)
        return [kept_attempts.attempt(path.name, kept, self.recogniser.look(data), When(), named=True)], {kept: data}

    def _attempts(self, learner: str) -> tuple[list[Attempt], dict[str, bytes]]:
        """The learner's notebooks in this archive, oldest first; other topics' only where there is nothing else."""
        problems = list[str]()
        search = Search(self.topic, lambda problem: problems.append(f"{self.who(learner)}: {problem}"))
        files = search.candidates(self.found.files[learner])
        made, data = list[Attempt](), dict[str, bytes]()
        for file in sorted(files[:MAX_OPENED], key=lambda file: file.newness):
            try:
                content = search.budget.read(file.entry, MAX_NOTEBOOK_MB * 2**20)
            except UnreadableError as error:
                search.tell(f"{file.entry.path}: {error}")
                continue
            seen = self.recogniser.look(content)
            if seen.state == "unreadable" and not (file.is_notebook or file.named):
                search.aside.append(file.path)
            else:
                made.append(self._attempt(learner, file, content, seen))
                data[made[-1].kept] = content
        self.report.problems.extend(few(problems, self.who(learner)))
        own = [each for each in made if each.state != "other topic"] or made
        aside = [*search.aside, *(f"{each.file} (of {each.topic})" for each in made if each not in own)]
        aside += [file.path for file in files[MAX_OPENED:]]
        if own and aside:
            self.report.notes.append(f"{self.who(learner)}: not looked into: {_listed(aside)}")
        return own, {each.kept: data[each.kept] for each in own}

    def _attempt(self, learner: str, file: Candidate, content: bytes, seen: Seen) -> Attempt:
        when = self._when(learner, file)
        about = {"named": file.named, "late": file.place.late, "platform": self.found.platform}
        return kept_attempts.attempt(file.path, kept_attempts.kept_name(content), seen, when, **about)

    def _when(self, learner: str, file: Candidate) -> When:
        """The list's word before the platform's."""
        owner, person = file.place.owner, self.roster.get(learner)
        names = [("name", person.name)] if person else [("name", owner.name)] if owner else []
        email = [("email", person.email)] if person else []
        number = [("number", owner.number or owner.account)] if owner else []
        listed = self.times.find(("id", learner), *number, *email, *names)
        return listed or moment(file.place.time, self.course.zone)

    def _nothing(self, learner: str) -> str:
        """Why there is no notebook, and what to ask for."""
        handed = self.found.files[learner]
        kinds = {each.place.kind for each in handed}
        paths = shown(", ".join(each.entry.path for each in handed[:3]), 200)
        if kinds == {"text"} or kinds == {"link"}:
            what = "a link" if "link" in kinds else "a text"
            return f"handed in {what} ({paths}), no file. Ask for the .ipynb."
        return f"handed in no notebook that can be read, only {paths}. Ask for the .ipynb."

    def _write(self, folder: Path, chosen: Attempt, data: dict[str, bytes]) -> Outcome:
        """Writes the chosen notebook and its time, over whatever was chosen before."""
        target = folder / f"{notebook_name(self.topic)}.ipynb"
        content = data.get(chosen.kept) or kept_attempts.read(folder, chosen.kept)
        outcome: Outcome = "new"
        if target.is_file() and not target.is_symlink():
            outcome = "unchanged" if target.read_bytes() == content else "replaced"
        write_whole(target, content)
        kept_attempts.stamp(folder, chosen.when)
        return outcome

    def _say(self, learner: str, chosen: Attempt, together: Sequence[Attempt], outcome: Outcome) -> None:
        """The choices that were made, each in a line."""
        who, notes = self.who(learner), self.report.notes
        if outcome == "replaced":
            notes.append(f"{who}: replaced what had been collected before, which is kept among the attempts")
        answered = kept_attempts.to_examine(together, "best")
        if len(answered) > 1:
            listed = shown(", ".join(each.file for each in answered), 300)
            rule = "the latest counts" if self.course.counts == "latest" else "all are examined, the best counts"
            notes.append(f"{who}: {len(answered)} notebooks with different answers; {rule}: {listed}")
        elif len(together) > 1:
            others = shown(", ".join(f"{each.file} ({each.state})" for each in together if each is not chosen), 300)
            took = f"{shown(chosen.file, 200)} ({chosen.state})"
            notes.append(f"{who}: {len(together)} notebooks; took {took}, left {others}")
        if chosen.state == "other topic":
            seen = Seen("other topic", chosen.topic)
            self.report.problems.append(f"{who}: {shown(chosen.file, 200)}: {said(seen, self.topic)}")
        if chosen.state == "untouched":
            notes.append(f"{who}: the notebook is as it was released, without an answer")
        if chosen.late:
            notes.append(f"{who}: late, says {self.found.platform}")
        if chosen.time is not None and chosen.doubt:
            notes.append(f"{who}: the time is in doubt ({chosen.doubt}); no penalty will rest on it")


def _listed(paths: Sequence[str]) -> str:
    more = f", … ({len(paths)} files)" if len(paths) > 3 else ""
    return shown(", ".join(paths[:3]), 200) + more


def _in_order(attempts: list[Attempt]) -> list[Attempt]:
    """Oldest first: by time where all have one, else as they came."""
    if any(each.time is None for each in attempts):
        return attempts
    return sorted(attempts, key=lambda each: each.time.timestamp() if each.time else 0.0)


def _together(known: Sequence[Attempt], new: Sequence[Attempt]) -> list[Attempt]:
    """What was known, with the times that are known now, then what was not."""
    made = list(known)
    for each in new:
        at = next((i for i, old in enumerate(made[: len(known)]) if _is_same(old, each)), None)
        if at is None:
            made.append(each)
        elif each.time is not None or each.late:
            made[at] = each
    return made


def _is_same(old: Attempt, new: Attempt) -> bool:
    same_time = old.time is None or new.time is None or old.time == new.time or old.doubt != ""
    return same_time and (old.kept, old.file) == (new.kept, new.file)
