"""Who the course knows, and where from; a learner who was renamed, is two, or is gone, mended everywhere together.

A learner leaves traces in folders, in the journal, in nbgrader's gradebook and perhaps on the roster. A folder that
somebody renamed by hand leaves a ghost: marks without a submission. Nothing is deleted here: folders are set aside
in ``classroom/retired``, the gradebook is copied to ``classroom/backups``, and the journal keeps every record.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy
from nbgrader.api import Gradebook, MissingEntry, Student, SubmittedAssignment

from autograder import roster
from autograder.course import Course, CourseError
from autograder.gradebook_cells import SQLITE, copy_aside
from autograder.gradebook_file import opened
from autograder.journal import Journal
from autograder.staging import learner_problem

FOLDERS = ("submitted", "staged", "autograded", "feedback")


@dataclass(frozen=True)
class Learner:
    """One learner, and where there is something of theirs: ``submitted``, ``journal``, ``gradebook``, ``roster``."""

    id: str
    places: frozenset[str]

    @property
    def ghost(self) -> bool:
        """Has marks, and has handed in nothing."""
        return bool({"journal", "gradebook"} & self.places) and "submitted" not in self.places

    @property
    def remark(self) -> str:
        """What the places say."""
        if self.ghost:
            return "a ghost: marks without a submission; --rename, --merge or --retire it"
        if "submitted" not in self.places:
            return "has handed in nothing"
        if "journal" not in self.places:
            return "not graded yet"
        return "" if "gradebook" in self.places else "marks are not in the gradebook: grade again"


def known(course: Course) -> list[Learner]:
    """Everybody, by id; folders that name no learner are left to ``grade``, which says so."""
    found = {"submitted": _folders(course.submitted), "journal": Journal(course.journal).learners()}
    found["gradebook"] = _in_gradebook(course)
    found["roster"] = {person.id for person in roster.load(course.roster).people}
    ids = sorted(set().union(*found.values()))
    return [Learner(each, frozenset(place for place, names in found.items() if each in names)) for each in ids]


def rename(course: Course, old: str, new: str) -> list[str]:
    """All of ``old`` is ``new``'s, whom nobody knows yet. Raises CourseError, and nothing has changed."""
    names = {each.id: each for each in known(course)}
    if new in names and names[new].places - {"roster", "submitted"}:
        raise CourseError(f"{new} has marks already; if both are one person: autograder learners --merge {old} {new}")
    return _move(course, old, new)


def merge(course: Course, old: str, into: str) -> list[str]:
    """``old`` and ``into`` are one person: where both handed in a topic, that of ``into`` counts."""
    if into not in {each.id for each in known(course)}:
        raise CourseError(f"nobody knows {into}; to give {old} that name: autograder learners --rename {old} {into}")
    return _move(course, old, into)


def retire(course: Course, old: str) -> list[str]:
    """``old`` is no longer in the class: no row in reports, tables and the gradebook; everything is kept aside."""
    return _move(course, old, None)


def _move(course: Course, old: str, to: str | None) -> list[str]:
    """The gradebook first: what is locked or read-only stops everything before anything has changed."""
    if old not in {each.id for each in known(course)}:
        raise CourseError(f"nobody knows {old}: autograder learners lists everybody")
    if old == to or (to is not None and learner_problem(to)):
        raise CourseError(learner_problem(to or "") or f"{old} is called so already")
    said = _in_the_gradebook(course, old, to)
    for name in FOLDERS:
        said += _move_folder(course, name, old, to)
    journal = Journal(course.journal)
    if old in journal.learners():
        journal.move(old, to)
        said.append(f"journal: what was recorded of {old} is {to or 'nobody'}'s; autograder history shows it")
    if roster.load(course.roster).get(old):
        said.append(f"roster.csv names {old} still: change that line by hand")
    return said


# ---------------------------------------------------------------- folders


def _folders(submitted: Path) -> set[str]:
    if not submitted.is_dir():
        return set()
    return {each.name for each in os.scandir(submitted) if each.is_dir() and not learner_problem(each.name)}


def _move_folder(course: Course, name: str, old: str, to: str | None) -> list[str]:
    """Topic by topic; what ``to`` has already, and all of a retired learner's, goes aside."""
    home = course.staged if name == "staged" else getattr(course, name)
    source = home / old
    if not source.is_dir() or source.is_symlink():
        return []
    said = []
    for path in sorted(source.iterdir()):
        target = home / to / path.name if to else None
        if target is None or os.path.lexists(target):
            target = _free(course.classroom / "retired" / old / name / path.name)
            said.append(f"{name}/{old}/{path.name} is kept as {target.relative_to(course.classroom)}")
        else:
            said.append(f"{name}/{old}/{path.name} is now {name}/{to}/{path.name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
    source.rmdir()
    return said


def _free(path: Path) -> Path:
    """The path, or with a number where there is something already."""
    numbered = (path.with_name(f"{path.name}-{number}") for number in range(2, 10_000))
    return next(each for each in (path, *numbered) if not os.path.lexists(each))


# ---------------------------------------------------------------- the gradebook


def _in_gradebook(course: Course) -> set[str]:
    if course.db_url.startswith(SQLITE) and not Path(course.db_url.removeprefix(SQLITE)).exists():
        return set()
    with opened(course) as gradebook:
        return {student.id for student in gradebook.students}


def _in_the_gradebook(course: Course, old: str, to: str | None) -> list[str]:
    if old not in _in_gradebook(course):
        return []
    kept = copy_aside(course)
    with opened(course) as gradebook:
        if to is not None:
            gradebook.update_or_create_student(to)
        for submission in list(gradebook.find_student(old).submissions):
            _move_submission(gradebook, submission, to)
        gradebook.db.commit()
        gradebook.remove_student(old)  # and what is left of theirs
    return [f"gradebook: {old} is now {to or 'gone'}; as it was before it is kept as {kept}"]


def _move_submission(gradebook: Gradebook, submission: SubmittedAssignment, to: str | None) -> None:
    """Marks given by hand go with it; where ``to`` has the topic already, the copy aside keeps them."""
    if to is None:
        return
    try:
        gradebook.find_submission(submission.assignment.name, to)
    except MissingEntry:
        student: Student = gradebook.find_student(to)
        table = SubmittedAssignment.__table__
        moved = sqlalchemy.update(table).where(table.c.id == submission.id).values(student_id=student.id)
        gradebook.db.execute(moved)
        gradebook.db.expire_all()
