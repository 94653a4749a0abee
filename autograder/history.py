"""What a learner's marks have been: every record in the journal, with the moment it was written down."""

from collections.abc import Iterable, Iterator

from autograder.course import Course, CourseError
from autograder.feedback import number
from autograder.journal import Entry, Journal
from autograder.outputs import clean_line


def lines(course: Course, learner: str, topic: str | None = None) -> Iterator[str]:
    """One line for each record, oldest first, by topic. Raises CourseError for a learner whom the journal lacks."""
    entries = [each for each in Journal(course.journal).history(learner) if topic in (None, each.record.topic)]
    if not entries:
        raise CourseError(f"the journal holds nothing of {learner!r}: autograder learners lists who is in it")
    for name in sorted({each.record.topic for each in entries}):
        yield name
        yield from _of_topic(each for each in entries if each.record.topic == name)


def _of_topic(entries: Iterable[Entry]) -> Iterator[str]:
    before: dict[str, str] = {}
    for entry in entries:
        record = entry.record
        marks = {each.exercise: number(each.score) if each.final else "?" for each in record.exercises}
        gone = {name: "–" for name in before if name not in marks}
        said = ", ".join(f"{name} {mark}" for name, mark in (marks | gone).items() if before.get(name) != mark)
        total = f"{number(record.score)}/{number(record.max)}" if record.final else "a fault of the grader"
        whose = "" if entry.written_as == record.learner else f" (as {entry.written_as})"
        yield clean_line(f"  {entry.when or 'time unknown':20} {total:>10}  {said or 'the same marks'}{whose}")
        before = marks
