"""A class graded in a process of its own, so that everything may go wrong there; and what is left in the end."""

import os
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

import tiny_course
from nbgrader.api import Gradebook
from tiny_course import RIGHT, TOPIC, WRONG

from autograder.bulk import Summary, grade_class
from autograder.course import Course
from autograder.sandbox.tiers import Tier

LEARNERS = {"ada": RIGHT, "bob": WRONG, "eva": f"{RIGHT}  # eva", "ivo": f"{WRONG}  # ivo", "ute": f"{RIGHT}  # ute"}
MARKS = {name: 4.0 if RIGHT in answer else 0.0 for name, answer in LEARNERS.items()}


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit status, or minus the signal; and what it raised."""

    status: int
    said: str


def hand_in_class(course: Course) -> None:
    for learner, answer in LEARNERS.items():
        tiny_course.hand_in(course, learner, answer)


def grade(course: Course) -> Summary:
    return grade_class(TOPIC, 1, course=course, tier=Tier.FULL)


def marks(course: Course) -> dict[str, float | None]:
    """Learner -> automatic mark of ``add``."""
    with Gradebook(course.db_url) as gradebook:
        submissions = gradebook.assignment_submissions(TOPIC)
        names = [submission.student.id for submission in submissions]
        return {name: gradebook.find_grade("check_add", "sums", TOPIC, name).auto_score for name in names}


def in_child(action: Callable[[], object], kill_after_s: float | None = None) -> Ended:
    """Does it in a process of its own, which may be killed meanwhile."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        status = 1
        try:
            action()
            status = 0
        except BaseException as error:
            os.write(writer, f"{type(error).__name__}: {error}".encode()[:4000])
        finally:
            os._exit(status)
    os.close(writer)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(pid, signal.SIGKILL)
    with open(reader, "rb") as answer:
        said = answer.read().decode(errors="replace")
    return Ended(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said)


def must_be_whole(course: Course) -> None:
    """Raises OSError unless everybody was staged and everybody's marks were written."""
    summary = grade(course)
    if summary.unwritten or summary.refused:
        raise OSError("; ".join([*summary.unwritten, *summary.refused]))


def grade_with_descriptors(course: Course, most: int) -> None:
    """With no descriptor of a number as high as this."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, 4096))
    must_be_whole(course)
