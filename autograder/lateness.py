"""What lateness rests on: the due date, an extension, and a hand-in time that is sure, or no penalty at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.api import MissingEntry

from autograder import attempts, roster
from autograder.course import Course
from autograder.gradebook_file import opened
from autograder.notebook import notebook_name, shown
from autograder.reading import MAX_NOTEBOOK_MB, UnreadableError, read_whole
from autograder.records import Record
from autograder.staging import learner_problem
from autograder.times import When, late_by, moment, nbgrader_time


@dataclass(frozen=True)
class Doubt:
    """A hand-in time that no penalty rests on, in words; or a platform's mark for late work."""

    learner: str
    text: str


def extension_days(course: Course, learner: str) -> float | None:
    """What the roster grants a learner; None where it says nothing."""
    person = roster.load(course.roster).get(learner)
    return person.extension_days if person is not None else None


def stamp_of(course: Course, record: Record) -> Path:
    """Where the moment of handing in stands, if it is known."""
    return course.staged / record.learner / record.topic / "timestamp.txt"


def rests_on(course: Course, record: Record, rules: str) -> bytes:
    """All that a penalty depends on besides the marks: the hand-in time, the rules, the extension."""
    stamp = stamp_of(course, record)
    when = stamp.read_bytes() if stamp.is_file() else b""
    days = extension_days(course, record.learner)
    return when + rules.encode() + (b"" if days is None else f"{days:g} days".encode())


def prepare(course: Course, topic: str, learner: str, stamped: bool) -> None:
    """Tells the gradebook what nbgrader's penalty rests on: the extension, and that a time is unknown.

    nbgrader keeps the time of an earlier copy when a later one comes without.
    """
    days = extension_days(course, learner)
    if stamped and days is None:
        return
    with opened(course) as gradebook:
        gradebook.update_or_create_student(learner)
        submission = gradebook.update_or_create_submission(topic, learner)
        if not stamped and submission.timestamp is not None:
            submission.timestamp = None
            gradebook.db.commit()
        if days is not None:
            gradebook.grant_extension(topic, learner, minutes=round(days * 24 * 60))


def note_people(course: Course) -> None:
    """Writes the roster's names and e-mails into the gradebook, where they differ."""
    people = roster.load(course.roster).people
    if not people:
        return
    with opened(course) as gradebook:
        known = {each.id: (each.first_name, each.last_name, each.email) for each in gradebook.students}
        for person in people:
            first, last = person.first_and_last
            now = (first or None, last or None, person.email or None)
            if known.get(person.id) != now:
                gradebook.update_or_create_student(person.id, first_name=now[0], last_name=now[1], email=now[2])


def doubts(course: Course, topic: str, records: Sequence[Record]) -> list[Doubt]:
    """Everybody whose hand-in time is unknown or in doubt, where something is due; and whom the platform calls late."""
    due = due_date(course, topic)
    found = []
    for record in records:
        learner = record.learner
        if learner_problem(learner) is not None:
            continue
        counted = _counted(course, topic, record)
        texts = []
        if counted is not None and counted.late:
            texts.append(f"late, says {counted.platform}")
        if due is not None and not stamp_of(course, record).is_file():
            texts.append(_said(counted.when if counted else When(), due))
        found += [Doubt(learner, "; ".join(texts))] if texts else []
    return found


def due_date(course: Course, topic: str) -> datetime | None:
    """When the topic is due, in UTC; nbgrader keeps it without a zone."""
    with opened(course) as gradebook:
        try:
            due = gradebook.find_assignment(topic).duedate
        except MissingEntry:
            return None
    return due.replace(tzinfo=UTC) if due is not None else None


def _said(when: When, due: datetime) -> str:
    if when.at is None:
        return f"hand-in time unknown ({when.doubt}): no penalty"
    side = "after" if when.at > due else "before"
    return f"handed in {when.at:%Y-%m-%d %H:%M} UTC, {side} the due date, which is in doubt ({when.doubt}): no penalty"


def _counted(course: Course, topic: str, record: Record) -> attempts.Attempt | None:
    """The attempt that the record says counts, else the one whose bytes stand in the learner's folder."""
    folder = course.submitted / record.learner / topic
    listed = attempts.load(folder)
    files = [repair.values.get("file") for repair in record.decisions]
    try:
        here = attempts.kept_name(read_whole(folder, f"{notebook_name(topic)}.ipynb", MAX_NOTEBOOK_MB * 2**20))
    except UnreadableError:
        here = ""
    return next((each for each in listed if shown(each.file) in files), None) or next(
        (each for each in listed if each.kept == here), None
    )


def loses_all(course: Course, topic: str, learner: str, stamp: str | None) -> bool:
    """Whether nbgrader's rule "zero" takes all points of a notebook handed in then."""
    rules = course.config.get("LateSubmissionPlugin", {})
    due = due_date(course, topic) if stamp and rules.get("penalty_method") == "zero" else None
    if due is None or stamp is None:
        return False
    late = late_by(moment(nbgrader_time(stamp), None), due, extension_days(course, learner) or 0.0)
    return late is not None and late > timedelta()
