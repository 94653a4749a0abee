"""The commands of ``autograder`` about a class: release, roster, collect, attempts, grade, report."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from course_lib.language import LANGUAGES, of_the_system

if TYPE_CHECKING:
    from autograder.bulk import Summary
    from autograder.course import Course
    from autograder.runners.cluster import Cluster

# Those of autograder.platforms, which a test compares: to import it costs every command a second.
NAMES = (
    "moodle", "blackboard", "brightspace", "gradescope", "sakai", "nbgrader", "github_classroom", "canvas", "plain",
)  # fmt: skip

EXPORT = (
    "what Moodle, Canvas, Blackboard, Brightspace, Gradescope, Sakai or GitHub Classroom lets you download (a .zip or "
    "the folder it unpacks to), nbgrader's exchange, or a folder with one folder for each learner"
)


def release(options: argparse.Namespace) -> int:
    """Build what learners get."""
    from autograder.release_folder import refusal

    if said := refusal(options.to, options.overwrite):
        print(f"autograder release: {said}", file=sys.stderr)
        return 2
    from autograder.course import Course
    from autograder.release import release as build

    topics = options.topics or Course.load().topics()
    made = build(topics, options.to, overwrite=options.overwrite)
    for path in (*made.notebooks, made.wheel):
        print(path)
    return 0


def roster(options: argparse.Namespace) -> int:
    """Add the people of a platform's grade book to the class's roster."""
    from autograder import roster as rosters
    from autograder.course import Course
    from autograder.outputs import clean_line

    course = Course.load()
    platform, people = rosters.read_export(options.export)
    before = rosters.load(course.roster).people
    after = rosters.merged(before, people)
    rosters.write(after, course.roster)
    for person in after[len(before) :]:
        print(clean_line(f"{person.id:32} {person.name}  {person.email}"))
    print(f"{course.roster}: {len(after)} people, {len(after) - len(before)} of them new, read as {platform}")
    return 0


def collect(options: argparse.Namespace) -> int:
    """Take submissions from a learning platform's download, or from a folder."""
    from autograder.course import Course

    return 1 if _collected(options, Course.load()) else 0


def _collected(options: argparse.Namespace, course: "Course") -> bool:
    """Takes what is in the archive and says whose it is; whether anything could not be taken."""
    from autograder import topics
    from autograder.collect import collect as take
    from autograder.outputs import clean_line

    topic = topics.load(options.topic)
    where = {"platform": options.platform, "inside": options.inside, "handed_in": options.handed_in}
    report = take(options.source, topic.name, course, **where)
    for item in report.collected:
        when = item.when.at.strftime("%Y-%m-%d %H:%M UTC") if item.when.at else "time unknown"
        print(clean_line(f"{item.learner:32} {item.outcome:10} {when:20} {item.name}  ({item.file})"))
    for note in report.notes:
        print(clean_line(f"note: {note}"))
    for problem in report.problems:
        print(clean_line(f"problem: {problem}"), file=sys.stderr)
    unknown = sum(not item.when.sure for item in report.collected)
    said = f"; {unknown} without a sure hand-in time, who lose no points by it (--handed-in FILE gives times)"
    print(f"{len(report.collected)} collected for {topic.name}{said if unknown else ''}")
    return bool(report.problems)


def attempts(options: argparse.Namespace) -> int:
    """List all that a learner handed in."""
    from autograder import attempts as kept
    from autograder.course import Course, CourseError
    from autograder.outputs import clean_line
    from autograder.staging import learner_problem

    course = Course.load()
    home = course.submitted / options.learner
    if learner_problem(options.learner) or not home.is_dir():
        raise CourseError(f"{options.learner!r} has handed in nothing: {course.submitted} holds no such folder")
    for folder in sorted(path for path in home.iterdir() if path.is_dir() and not path.is_symlink()):
        found = kept.load(folder)
        counted = {each.kept for each in kept.to_examine(found, course.counts)}
        print(clean_line(folder.name) if found else clean_line(f"{folder.name}: not collected by autograder collect"))
        for each in found:
            when = each.time.strftime("%Y-%m-%d %H:%M UTC") if each.time else "time unknown"
            marks = [*(["examined"] if each.kept in counted else []), *(["late"] if each.late else [])]
            doubt = f"  ({each.doubt})" if each.time and each.doubt else ""
            kept_as = f"{kept.FOLDER}/{each.kept}"
            print(clean_line(f"  {when:20} {each.state:12} {' '.join(marks):10} {each.file}  {kept_as}{doubt}"))
    return 0


def grade(options: argparse.Namespace) -> int:
    """Grade everyone who has handed in a topic; with an export, collect it first and write the reports."""
    from autograder.bulk import grade_class
    from autograder.console import console, progress
    from autograder.course import Course, CourseError

    course, cluster = Course.load(), _cluster(options)
    if options.dry_run and options.source is not None:
        raise CourseError("a dry run writes nothing, so it collects nothing: autograder collect EXPORT TOPIC first")
    problems = options.source is not None and _collected(options, course)
    if not course.submitted.is_dir():
        course.master(options.topic)
        raise CourseError(
            f"nobody has handed in anything yet ({course.submitted} is not there): "
            f"autograder grade EXPORT.zip {options.topic} takes and grades what your platform gives you"
        )
    with progress() as on_progress:
        how = {"course": course, "tier": chosen_tier(options), "dry_run": options.dry_run, "cluster": cluster}
        summary = grade_class(options.topic, options.workers, on_progress, **how)
    if not options.dry_run:
        from autograder.class_table import as_table
        from autograder.gradebook import as_published

        console.print(as_table(as_published(course, summary.topic, summary.records), options.language))
    for line in _told(summary, options.dry_run):
        console.print(line, markup=False)
    if options.json:
        options.json.write_bytes(msgspec.json.encode(summary.records))
    if options.source is not None and summary.records and not options.dry_run:
        _reported(options, course, summary.topic)
    return 1 if problems or summary.faults or summary.refused or summary.unwritten else 0


def _cluster(options: argparse.Namespace) -> "Cluster | None":
    """The cluster that was asked for, if any. Raises RunnerError."""
    from autograder.runners.cluster import Cluster
    from autograder.runners.local import RunnerError

    if options.runner == "ray":
        return Cluster(options.address)
    if options.address is not None:
        raise RunnerError("--address is a cluster's: add --runner ray")
    return None


def _count(text: str) -> int:
    """A whole number from 1 on, for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 on, not {text!r}")
    return int(text)


def _told(summary: "Summary", dry_run: bool) -> Iterator[str]:
    """What is to be said of a class after its table, a line each."""
    from autograder.outputs import clean_line

    yield from (f"note: {clean_line(note)}" for note in summary.notes)
    yield from (f"{'would change' if dry_run else 'changed'}: {clean_line(change)}" for change in summary.changes)
    yield from (f"problem: {clean_line(problem)}" for problem in (*summary.refused, *summary.unwritten))
    for record in summary.faults:
        yield f"grader fault: {record.learner}: no mark was given; run this command again"
    written = "a dry run, nothing" if dry_run else summary.written
    yield (
        f"{len(summary.records)} submissions: {summary.examined} examined, {summary.reused} known already; "
        f"{written} written to the gradebook; {summary.seconds:.1f} s"
    )


def report(options: argparse.Namespace) -> int:
    """Write the class report, the table of marks (CSV) and everyone's feedback."""
    from autograder import topics
    from autograder.course import Course

    return _reported(options, Course.load(), topics.load(options.topic).name)


def _reported(options: argparse.Namespace, course: "Course", topic: str) -> int:
    """Writes the reports of a topic and says where they are; 2 where nobody is graded yet."""
    from autograder import lateness
    from autograder import report as reports
    from autograder.gradebook import as_published
    from autograder.journal import Journal
    from autograder.outputs import clean_line

    records = Journal(course.journal).of_topic(topic)
    if not records:
        print(f"autograder report: nobody is graded yet: autograder grade {topic}", file=sys.stderr)
        return 2
    records = as_published(course, topic, records)
    doubts = {each.learner: each.text for each in lateness.doubts(course, topic, records)}
    records = [
        msgspec.structs.replace(each, notes=[doubts[each.learner], *each.notes]) if each.learner in doubts else each
        for each in records
    ]
    for learner, text in doubts.items():
        print(clean_line(f"note: {learner}: {text}"))
    to = options.to or course.classroom / "reports" / topic
    written = reports.write(records, to, language=options.language)
    print(f"class report  {written.page}\nmarks (CSV)   {written.table}\nfeedback      {written.feedback}")
    return 0


def chosen_tier(options: argparse.Namespace):  # type: ignore[no-untyped-def]  # Tier: to import it costs a second
    """What confines a submission: the best there is here, or nothing where the instructor says so."""
    from autograder.sandbox.tiers import Tier, best_tier

    if not options.trust_submissions:
        return best_tier()
    print("trusting the submission: its code can read and write whatever you can", file=sys.stderr)
    return Tier.NONE


def add(command: Callable[..., argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Declares these commands' options; returns ``grade``'s parser, which shares options with others."""
    made = command(release)
    made.add_argument("topics", nargs="*", metavar="TOPIC", help="all topics unless named")
    made.add_argument("--to", type=Path, required=True, metavar="DIR")
    made.add_argument("--overwrite", action="store_true", help="replace what an earlier release left in DIR")
    taken = command(collect)
    taken.add_argument("source", type=Path, metavar="EXPORT", help=EXPORT)
    made = command(attempts)
    made.add_argument("learner", metavar="LEARNER")
    made = command(roster)
    made.add_argument("export", type=Path, metavar="EXPORT.csv", help="Canvas's or Moodle's grade book, or a roster")
    many = command(grade)
    many.add_argument("source", nargs="?", type=Path, metavar="EXPORT", help=f"collect this first: {EXPORT}")
    for made in (taken, many):
        made.add_argument("--platform", choices=NAMES, metavar="NAME", help=f"where it comes from: {', '.join(NAMES)}")
        made.add_argument("--inside", default="", metavar="FOLDER", help="the folder in it with the class's folders")
        made.add_argument(
            "--handed-in", type=Path, metavar="FILE", help="a CSV of times, such as Moodle's grading worksheet"
        )
    many.add_argument("--workers", type=_count, metavar="N", help="as many as there are cores unless given")
    many.add_argument(
        "--runner",
        choices=("local", "ray"),
        default="local",
        help="where workers run: here, or as actors on a Ray cluster",
    )
    many.add_argument(
        "--address",
        metavar="HOST:PORT",
        help="of the cluster; auto for the one that this machine is part of; without it Ray is started here",
    )
    many.add_argument("--json", type=Path, metavar="FILE", help="write every record to FILE")
    many.add_argument("--dry-run", action="store_true", help="print old and new marks, and write nothing")
    page = command(report)
    for made in (taken, many, page):
        made.add_argument("topic", metavar="TOPIC", help="such as 04_transformers")
    for made in (many, page):
        made.add_argument("--to", type=Path, metavar="DIR", help="where the reports go (default: classroom/reports)")
        add_language(made)
    return many


def add_language(made: argparse.ArgumentParser) -> None:
    """``--language``: of tables and reports; feedback speaks each learner's own."""
    made.add_argument(
        "--language", choices=LANGUAGES, default=of_the_system(), help="of tables and reports (default: the system's)"
    )
