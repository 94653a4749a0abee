"""The commands of ``autograder`` about a course that changes, and about marks that go back."""

import argparse
from collections.abc import Callable


def history(options: argparse.Namespace) -> int:
    """Show all marks that a learner ever had."""
    from autograder import history as past
    from autograder import topics
    from autograder.course import Course

    topic = topics.load(options.topic).name if options.topic else None
    for line in past.lines(Course.load(), options.learner, topic):
        print(line)
    return 0


def learners(options: argparse.Namespace) -> int:
    """List everybody the course knows, and mend who was renamed, is two, or is gone."""
    from autograder import learners as people
    from autograder.course import Course
    from autograder.outputs import clean_line

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
