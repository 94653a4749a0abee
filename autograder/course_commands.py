"""The commands of ``autograder`` about a course that changes, and about marks that go back."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.outputs import clean_line

if TYPE_CHECKING:
    from autograder.records import Record
    from autograder.roster import Roster


def history(options: argparse.Namespace) -> int:
    """Show all marks that a learner ever had."""
    from autograder import history as past
    from autograder import topics
    from autograder.course import Course

    topic = topics.load(options.topic).name if options.topic else None
    for line in past.lines(Course.load(), options.learner, topic):
        print(clean_line(line))
    return 0


def learners(options: argparse.Namespace) -> int:
    """List everybody the course knows, and mend who was renamed, is two, or is gone."""
    from autograder import learners as people
    from autograder.course import Course

    course = Course.load()
    done = []
    if options.rename:
        done = people.rename(course, *options.rename)
    elif options.merge:
        done = people.merge(course, *options.merge)
    elif options.retire:
        done = people.retire(course, options.retire)
    for line in done:
        print(clean_line(line))
    if done:
        return 0
    known = people.known(course)
    for each in known:
        print(clean_line(f"{each.id:32} {' '.join(sorted(each.places)):36} {each.remark}").rstrip())
    ghosts = sum(each.ghost for each in known)
    print(f"{len(known)} learners, {ghosts} of them ghosts")
    return 1 if ghosts else 0


def marks(options: argparse.Namespace) -> int:
    """Write a topic's marks as a platform takes them back, and everybody's feedback if asked."""
    from autograder import marks as back
    from autograder import roster, topics
    from autograder.course import Course
    from autograder.gradebook import as_published
    from autograder.journal import Journal

    course, topic = Course.load(), topics.load(options.topic).name
    records = as_published(course, topic, Journal(course.journal).of_topic(topic))
    if not records:
        raise back.MarksError(f"nobody is graded yet: autograder grade {topic}")
    people = roster.load(course.roster)
    written = back.made_for(options.platform, records, people, topic, options.export, options.column)
    ending = "json" if options.platform == "json" else "csv"
    to = options.to or course.classroom / "reports" / topic / f"marks-{options.platform}.{ending}"
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(written.text, encoding="utf-8", newline="")
    print(f"marks         {to}")
    unplaced = {*written.unplaced, *_feedback(options, records, people)}
    for note in (
        *written.notes,
        *(f"{each}: no place in it; add their number to the roster" for each in sorted(unplaced)),
    ):
        print(clean_line(f"note: {note}"), file=sys.stderr)
    return 1 if unplaced else 0


def _feedback(options: argparse.Namespace, records: "list[Record]", people: "Roster") -> list[str]:
    """Writes the archive of feedback, if one is asked for; who has no place in it."""
    from autograder import feedback_zip

    if options.feedback is None:
        return []
    unplaced = feedback_zip.write(options.platform, records, people, options.feedback, options.downloaded)
    print(f"feedback      {options.feedback}")
    return unplaced


def similar(options: argparse.Namespace) -> int:
    """List pairs of submissions whose code is alike: a lead for a person, never a verdict."""
    from autograder import similar as alike
    from autograder.course import Course

    for line in alike.lines(Course.load(), options.topic, options.at_least / 100, options.most):
        print(clean_line(line))
    return 0


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declares these commands' options."""
    made = command(history)
    made.add_argument("learner", metavar="LEARNER")
    made.add_argument("topic", nargs="?", metavar="TOPIC")
    made = command(learners)
    what = made.add_mutually_exclusive_group()
    what.add_argument("--rename", nargs=2, metavar=("OLD", "NEW"), help="all of OLD is NEW's, whom nobody knows yet")
    what.add_argument("--merge", nargs=2, metavar=("OLD", "INTO"), help="two names of one person; what INTO has counts")
    what.add_argument("--retire", metavar="OLD", help="no longer in the class; everything is kept aside")
    made = command(similar)
    made.add_argument("topic", metavar="TOPIC")
    made.add_argument("--at-least", type=float, default=90, metavar="PERCENT", help="default: %(default)s")
    made.add_argument("--most", type=int, default=50, metavar="N", help="pairs listed (default: %(default)s)")
    made = command(marks)
    made.add_argument("topic", metavar="TOPIC")
    made.add_argument("--for", dest="platform", choices=["canvas", "moodle", "csv", "json"], required=True)
    made.add_argument("--export", type=Path, metavar="FILE", help="Canvas's grade book, Moodle's grading worksheet")
    made.add_argument("--column", metavar="NAME", help="the column for the marks, if its name is not the topic's")
    made.add_argument("--to", type=Path, metavar="FILE", help="default: classroom/reports/TOPIC/marks-PLATFORM.csv")
    made.add_argument("--feedback", type=Path, metavar="FILE.zip", help="write everybody's feedback into FILE.zip, too")
    made.add_argument("--downloaded", type=Path, metavar="ZIP", help="Canvas's submissions, for the feedback's names")
